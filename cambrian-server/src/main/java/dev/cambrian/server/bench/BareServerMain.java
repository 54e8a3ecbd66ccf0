package dev.cambrian.server.bench;

import io.javalin.Javalin;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What a server is measured against: the same web server with one handler, which answers {@code GET
 * /bytes/N} with so many bytes that are there already, and {@code /healthz}. Argument: the port.
 */
final class BareServerMain {
  private BareServerMain() {}

  public static void main(String[] args) {
    Map<Integer, byte[]> bodies = new ConcurrentHashMap<>();
    Javalin.create(
            config -> {
              config.startup.showJavalinBanner = false;
              config.concurrency.useVirtualThreads = true;
              config.routes.get("/healthz", context -> context.result("ok"));
              config.routes.get(
                  "/bytes/{size}",
                  context -> {
                    byte[] body =
                        bodies.computeIfAbsent(
                            Integer.parseInt(context.pathParam("size")), byte[]::new);
                    context.res().setContentType("application/json");
                    context.res().setContentLength(body.length);
                    context.res().getOutputStream().write(body);
                  });
            })
        .start("127.0.0.1", Integer.parseInt(args[0]));
  }
}
