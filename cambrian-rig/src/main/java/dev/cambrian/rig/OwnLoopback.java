package dev.cambrian.rig;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/** Exchanges over the loopback that the rig itself is in. */
final class OwnLoopback {
  /** A killed program's socket is closed a moment after it is gone from the list of processes. */
  private static final Duration CLOSING = Duration.ofMillis(500);

  private OwnLoopback() {}

  static ProbeAnswer probe(ProbeRequest request) throws InterruptedException {
    CompletableFuture<ProbeAnswer> answer =
        Aside.supply(() -> HttpExchange.run(request, Dialer.HERE));
    try {
      return answer.get();
    } catch (ExecutionException e) {
      return new ProbeAnswer.Failed(String.valueOf(e.getMessage()), Duration.ZERO);
    }
  }

  /**
   * Whether somebody listens and goes on doing so. Asked twice and not again and again, which would
   * fill a queue that nobody empties.
   */
  static boolean taken(int port) throws InterruptedException {
    if (!HttpExchange.listening("localhost", port)) {
      return false;
    }
    Thread.sleep(CLOSING);
    return HttpExchange.listening("localhost", port);
  }
}
