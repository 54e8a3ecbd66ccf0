package dev.cambrian.server.bench;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** When each line was first seen, by {@link System#nanoTime}. Safe for use by many threads. */
final class Sightings {
  private final ReentrantLock guard = new ReentrantLock();
  private final Condition more = guard.newCondition();
  private final Map<String, Long> first = new HashMap<>();

  /** These are there at that time. */
  void seen(Iterable<String> lines, long nanos) {
    guard.lock();
    try {
      for (String line : lines) {
        first.putIfAbsent(line, nanos);
      }
      more.signalAll();
    } finally {
      guard.unlock();
    }
  }

  /**
   * Waits for a line that has to come.
   *
   * @param by whom it is seen, for the message
   */
  long await(String line, Duration limit, String by) throws InterruptedException {
    long left = limit.toNanos();
    guard.lockInterruptibly();
    try {
      while (!first.containsKey(line)) {
        if (left <= 0) {
          throw new BenchException(
              "\"%s\" was not seen by %s within %d s".formatted(line, by, limit.toSeconds()));
        }
        left = more.awaitNanos(left);
      }
      return first.getOrDefault(line, 0L);
    } finally {
      guard.unlock();
    }
  }

  /** Milliseconds from one time to another. */
  static double millis(long from, long to) {
    return (double) (to - from) / TimeUnit.MILLISECONDS.toNanos(1);
  }
}
