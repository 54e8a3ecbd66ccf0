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
            .formatted(
                where.host(),
                where.port(),
                taken(failure)
                    ? ": something listens there already; end it, or choose another with --port"
                    : " (%s); choose another with --port or --bind".formatted(reason(failure))),
        failure);
  }

  private static boolean taken(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      String message = String.valueOf(cause.getMessage());
      if (cause instanceof BindException || message.startsWith("Port already in use")) {
        return message.contains("in use");
      }
    }
    return false;
  }

  private static String reason(Throwable failure) {
    Throwable cause = failure.getCause() == null ? failure : failure.getCause();
    return cause instanceof UnresolvedAddressException
        ? "there is no such host"
        : String.valueOf(cause.getMessage());
  }
}
