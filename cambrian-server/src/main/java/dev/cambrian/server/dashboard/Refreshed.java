package dev.cambrian.server.dashboard;

import dev.cambrian.server.log.ServerLog;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

/**
 * Something that takes a while to look at, as it was a moment ago: looks are made in the
 * background, one at a time, and only while somebody asks. Nobody waits for one, but for the very
 * first who asks, and that one not longer than it is worth.
 */
final class Refreshed<T> {
  private static final ServerLog LOG = ServerLog.of("dashboard");

  private final Duration age;
  private final Duration worth;
  private final Supplier<T> look;
  private final AtomicBoolean looking = new AtomicBoolean();
  private final CountDownLatch first = new CountDownLatch(1);
  private volatile T last;
  private volatile long lookedNanos;

  /**
   * Looks at nothing before it is asked.
   *
   * @param age after which it is looked at anew
   * @param worth waiting for the first look
   * @param before what is told until that is made
   */
  Refreshed(Duration age, Duration worth, T before, Supplier<T> look) {
    this.age = age;
    this.worth = worth;
    this.look = look;
    this.last = before;
  }

  T get() {
    boolean known = first.getCount() == 0;
    if ((!known || System.nanoTime() - lookedNanos > age.toNanos())
        && looking.compareAndSet(false, true)) {
      Thread _ = Thread.ofVirtual().name("cambrian-look").start(this::lookNow);
      if (!known && worth.isPositive()) {
        try {
          boolean _ = first.await(worth.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
        }
      }
    }
    return last;
  }

  private void lookNow() {
    try {
      last = look.get();
    } catch (RuntimeException e) {
      // The last look stays; the next one may succeed.
      LOG.warn("look.failed", String.valueOf(e.getMessage()));
    } finally {
      lookedNanos = System.nanoTime();
      first.countDown();
      looking.set(false);
    }
  }
}
