package dev.cambrian.server.api;

import io.javalin.Javalin;
import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.UnresolvedAddressException;
import java.util.logging.Level;
import java.util.logging.Logger;

/** Takes the address of a server, and says why it cannot be had. */
final class Listening {
  private static final String LIBRARY = "io.javalin.Javalin";

  private Listening() {}

  /**
   * From then on it listens.
   *
   * @throws ApiException where it cannot
   */
  static void begin(Javalin app, ApiServer.Settings where) {
    Logger library = Logger.getLogger(LIBRARY);
    Level before = library.getLevel();
    // It would tell what is thrown, which whoever catches it tells.
    library.setLevel(Level.OFF);
    try {
      app.start(where.host(), where.port());
    } catch (RuntimeException e) {
      throw refused(where, e);
    } finally {
      library.setLevel(before);
    }
  }

  /**
   * Takes the address for a moment, as the server would.
   *
   * @throws ApiException where it cannot be had
   */
  static void requireFree(ApiServer.Settings where) {
    try (ServerSocketChannel channel = ServerSocketChannel.open()) {
      channel.bind(new InetSocketAddress(where.host(), where.port()));
    } catch (IOException | UnresolvedAddressException e) {
      throw refused(where, e);
    }
  }

  private static ApiException refused(ApiServer.Settings where, Exception failure) {
    return new ApiException(
        "cannot listen on %s port %d%s"
            .formatted(where.host(), where.port(), cause(where, failure)),
        failure);
  }

  /** What is wrong, and what to do. The library takes every failure for a port that is taken. */
  private static String cause(ApiServer.Settings where, Exception failure) {
    if (new InetSocketAddress(where.host(), where.port()).isUnresolved()) {
      return ": there is no host of that name; name an address of this machine with --bind";
    }
    Throwable deepest = failure;
    while (!(deepest instanceof BindException) && deepest.getCause() != null) {
      deepest = deepest.getCause();
    }
    String reason = String.valueOf(deepest.getMessage());
    if (deepest instanceof BindException && reason.contains("assign")) {
      return ": that is no address of this machine; name one that is with --bind";
    }
    return deepest instanceof BindException && reason.contains("in use")
        ? ": something listens there already; end it, or choose another with --port"
        : " (%s); choose another with --port or --bind".formatted(reason);
  }
}
