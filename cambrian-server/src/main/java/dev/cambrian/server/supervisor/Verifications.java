package dev.cambrian.server.supervisor;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** The verifications that run in the background, one thread each. */
final class Verifications {
  /** From an interrupt to the end of what it interrupts. */
  private static final Duration ENDING = Duration.ofSeconds(30);

  private final ConcurrentMap<Integer, Running> running = new ConcurrentHashMap<>();

  /** What one does. */
  interface Work {
    /**
     * @param cancelled why it was interrupted, once it was
     */
    void run(CancelReason cancelled);
  }

  /** Why a verification was interrupted. */
  interface CancelReason {
    String text();
  }

  private static final class Running implements CancelReason {
    private final CountDownLatch ended = new CountDownLatch(1);
    private final Thread thread;
    private volatile String reason = "the verification was interrupted";

    Running(Runnable body) {
      this.thread = Thread.ofPlatform().name("cambrian-verification").unstarted(body);
    }

    @Override
    public String text() {
      return reason;
    }
  }

  /** Does nothing where that generation is being judged already. */
  void start(int generation, Work work) {
    Running[] self = new Running[1];
    Running it =
        new Running(
            () -> {
              try {
                work.run(self[0]);
              } finally {
                running.remove(generation, self[0]);
                self[0].ended.countDown();
              }
            });
    self[0] = it;
    if (running.putIfAbsent(generation, it) == null) {
      it.thread.start();
    }
  }

  boolean isRunning(int generation) {
    return running.containsKey(generation);
  }

  int count() {
    return running.size();
  }

  /**
   * Interrupts the verification of a generation and waits for its end.
   *
   * @return whether it has ended, or there was none
   */
  boolean cancel(int generation, String reason) throws InterruptedException {
    Optional<Running> found = Optional.ofNullable(running.get(generation));
    if (found.isEmpty()) {
      return true;
    }
    interrupt(found.get(), reason);
    return found.get().ended.await(ENDING.toMillis(), TimeUnit.MILLISECONDS);
  }

  private static void interrupt(Running it, String reason) {
    it.reason = reason;
    it.thread.interrupt();
  }

  /**
   * Waits for the end of all; what has not ended when the patience is over is interrupted.
   *
   * @return how many had to be interrupted
   */
  int end(Duration patience, String reason) throws InterruptedException {
    long deadline = System.nanoTime() + patience.toNanos();
    for (Running it : running.values()) {
      it.ended.await(Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
    }
    Running[] left = running.values().toArray(Running[]::new);
    for (Running it : left) {
      interrupt(it, reason);
    }
    long last = System.nanoTime() + ENDING.toNanos();
    for (Running it : left) {
      it.ended.await(Math.max(0, last - System.nanoTime()), TimeUnit.NANOSECONDS);
    }
    return left.length;
  }
}
