package dev.cambrian.server.dashboard;

import dev.cambrian.server.log.ServerLog;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

/**
 * Something that takes a while to look at, as it was a moment ago: looks are made in the
 * background, one at a time, and only while somebody asks. Nobody waits for one, but for who asks
 * first, or first after nobody had asked for long, and that one not longer than it is worth.
 */
final class Refreshed<T> {
  private static final ServerLog LOG = ServerLog.of("dashboard");

  private final Duration age;
  private final Duration worth;
  private final Supplier<T> look;
  private final AtomicBoolean looking = new AtomicBoolean();
  private volatile boolean known;
  private volatile T last;
  private volatile long lookedNanos;

  /**
   * Looks at nothing before it is asked.
   *
   * @param age after which it is looked at anew
   * @param worth waiting for a look where the last is older than twice that age
   * @param before what is told until the first is made
   */
  Refreshed(Duration age, Duration worth, T before, Supplier<T> look) {
    this.age = age;
    this.worth = worth;
    this.look = look;
    this.last = before;
  }

  T get() {
    long old = System.nanoTime() - lookedNanos;
    boolean outdated = !known || old > 2 * age.toNanos();
    if ((!known || old > age.toNanos()) && looking.compareAndSet(false, true)) {
      CountDownLatch made = new CountDownLatch(1);
      Thread _ = Thread.ofVirtual().name("cambrian-look").start(() -> lookNow(made));
      if (outdated && worth.isPositive()) {
        try {
          boolean _ = made.await(worth.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
        }
      }
    }
    return last;
  }

  private void lookNow(CountDownLatch made) {
    try {
      last = look.get();
    } catch (RuntimeException e) {
      // The last look stays; the next one may succeed.
      LOG.warn("look.failed", String.valueOf(e.getMessage()));
    } finally {
      lookedNanos = System.nanoTime();
      known = true;
      looking.set(false);
      made.countDown();
    }
  }
}
