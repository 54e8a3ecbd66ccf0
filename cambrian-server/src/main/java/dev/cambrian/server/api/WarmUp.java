package dev.cambrian.server.api;

import dev.cambrian.server.log.ServerLog;
import io.javalin.http.Context;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.eclipse.jetty.ee10.servlet.ServletContextRequest;
import org.eclipse.jetty.server.LocalConnector;
import org.eclipse.jetty.server.Server;

/**
 * Asks a server that just started for some pages, one after the other and without a socket, so that
 * whoever comes first finds its classes loaded and its sums made. Takes no part of a request that
 * comes in: it asks for nothing more as soon as somebody else has, who has the same done. Only
 * reads, and ends with {@link #close}.
 */
final class WarmUp implements AutoCloseable {
  private static final ServerLog LOG = ServerLog.of("api");
  private static final String DOOR = "warm-up";
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  /** For what is being asked for to let go. */
  private static final Duration END = Duration.ofSeconds(1);

  private final LocalConnector door;
  private final Optional<String> token;
  private final BooleanSupplier enough;
  private final Thread thread;
  private volatile boolean closed;
  private int made;

  /**
   * Begins at once, on a thread of its own.
   *
   * @param token that opens the pages
   * @param enough whether nothing more is to be asked for
   */
  WarmUp(Server server, Optional<String> token, List<String> pages, BooleanSupplier enough) {
    this.door = new LocalConnector(server);
    this.door.setName(DOOR);
    this.token = token;
    this.enough = enough;
    this.thread = Thread.ofPlatform().daemon().name("cambrian-warm-up").start(() -> run(pages));
  }

  /** Whether it is what asks. */
  static boolean asks(Context context) {
    return DOOR.equals(
        ServletContextRequest.getServletContextRequest(context.req())
            .getConnectionMetaData()
            .getConnector()
            .getName());
  }

  private void run(List<String> pages) {
    try {
      door.start();
      for (String page : pages) {
        if (closed || enough.getAsBoolean()) {
          break;
        }
        String answer = door.getResponse(request(page), PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        if (answer != null && answer.startsWith("HTTP/1.1 200 ")) {
          made++;
        }
      }
      door.stop();
    } catch (InterruptedException ended) {
      Thread.currentThread().interrupt();
    } catch (Exception e) {
      // Whoever comes first waits a little longer then.
      LOG.warn("warm-up.failed", String.valueOf(e.getMessage()));
    }
  }

  private String request(String page) {
    return "GET %s HTTP/1.1\r\nHost: localhost\r\nAccept-Encoding: gzip\r\n%sConnection: close\r\n\r\n"
        .formatted(page, token.map("Authorization: Bearer %s\r\n"::formatted).orElse(""));
  }

  /** Returns when it has ended, or was asked to for {@link #END}. */
  @Override
  public void close() {
    closed = true;
    thread.interrupt();
    try {
      boolean _ = thread.join(END);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Pages that came; to be read when it has ended. */
  int made() {
    return made;
  }

  /** Waits until it has asked for all that it will. */
  boolean ended(Duration limit) throws InterruptedException {
    return thread.join(limit);
  }
}
