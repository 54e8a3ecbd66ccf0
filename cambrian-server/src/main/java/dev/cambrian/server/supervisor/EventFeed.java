package dev.cambrian.server.supervisor;

import dev.cambrian.core.history.History;
import dev.cambrian.core.history.HistoryException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Tells when there are new events. Those of this process are known at once, those of other
 * processes on the same history within {@link #LOOK}. Who follows the history reads on from the
 * position that it has, so that it can neither miss an event nor see two in another order, however
 * slow it is.
 */
public final class EventFeed implements AutoCloseable {
  /** Between two looks for what other processes appended. */
  static final Duration LOOK = Duration.ofMillis(20);

  private final History history;
  private final ReentrantLock guard = new ReentrantLock();
  private final Condition moved = guard.newCondition();
  private final Thread watcher;
  private volatile long head;
  private volatile boolean closed;

  EventFeed(History history) {
    this.history = history;
    this.head = history.headPosition();
    this.watcher = Thread.ofVirtual().name("cambrian-events").unstarted(this::watch);
  }

  EventFeed started() {
    watcher.start();
    return this;
  }

  /** The last position that is known. */
  public long head() {
    return head;
  }

  /** Whether nothing will come any more. */
  public boolean closed() {
    return closed;
  }

  /** There is an event at that position. */
  void reached(long position) {
    guard.lock();
    try {
      if (position > head) {
        head = position;
        moved.signalAll();
      }
    } finally {
      guard.unlock();
    }
  }

  /**
   * Waits until there is an event above that position.
   *
   * @return false where the limit passed or the feed was closed before
   */
  public boolean await(long position, Duration limit) throws InterruptedException {
    long left = limit.toNanos();
    guard.lockInterruptibly();
    try {
      while (head <= position && !closed) {
        if (left <= 0) {
          return false;
        }
        left = moved.awaitNanos(left);
      }
      return head > position;
    } finally {
      guard.unlock();
    }
  }

  private void watch() {
    try {
      while (!closed) {
        look();
        TimeUnit.NANOSECONDS.sleep(LOOK.toNanos());
      }
    } catch (InterruptedException ended) {
      Thread.currentThread().interrupt();
    }
  }

  private void look() {
    try {
      reached(history.headPosition());
    } catch (HistoryException passing) {
      // The next look may succeed; what this process appends is told all the same.
      return;
    }
  }

  @Override
  public void close() {
    closed = true;
    watcher.interrupt();
    guard.lock();
    try {
      moved.signalAll();
    } finally {
      guard.unlock();
    }
  }
}
