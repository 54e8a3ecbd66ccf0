package dev.cambrian.server.dashboard;

import io.javalin.http.Handler;
import io.javalin.http.HandlerType;

/**
 * A request that the dashboard answers.
 *
 * @param path as Javalin writes it
 * @param open whether it needs no token where one is required
 */
public record Call(HandlerType method, String path, boolean open, Handler handler) {
  static Call get(String path, Handler handler) {
    return new Call(HandlerType.GET, path, false, handler);
  }

  static Call post(String path, Handler handler) {
    return new Call(HandlerType.POST, path, false, handler);
  }
}
