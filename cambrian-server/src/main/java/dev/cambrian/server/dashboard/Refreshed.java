package dev.cambrian.server.dashboard;

import dev.cambrian.server.log.ServerLog;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

/**
 * Something that takes a while to look at, as it was a moment ago. Whoever asks never waits for
 * more than the first look, and for that not longer than {@link #FIRST}: looks are made in the
 * background, one at a time, and only while somebody asks.
 */
final class Refreshed<T> {
  private static final ServerLog LOG = ServerLog.of("dashboard");

  /** For the very first look. */
  private static final Duration FIRST = Duration.ofMillis(250);

  private final Duration age;
  private final Supplier<T> look;
  private final AtomicBoolean looking = new AtomicBoolean();
  private final CountDownLatch first = new CountDownLatch(1);
  private volatile T last;
  private volatile long lookedNanos;

  /**
   * Looks at nothing before it is asked.
   *
   * @param age after which it is looked at anew
   * @param before what is told until the first look is made
   */
  Refreshed(Duration age, T before, Supplier<T> look) {
    this.age = age;
    this.look = look;
    this.last = before;
  }

  T get() {
    boolean known = first.getCount() == 0;
    if ((!known || System.nanoTime() - lookedNanos > age.toNanos())
        && looking.compareAndSet(false, true)) {
      Thread _ = Thread.ofVirtual().name("cambrian-look").start(this::lookNow);
    }
    if (!known) {
      try {
        boolean _ = first.await(FIRST.toMillis(), TimeUnit.MILLISECONDS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
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
