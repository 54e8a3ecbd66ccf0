package dev.cambrian.core;

import java.time.Duration;

/** Lets time pass; tests hand in one that only notes how much. */
@FunctionalInterface
public interface Pause {
  /** Really waits. */
  Pause SLEEP = duration -> Thread.sleep(duration);

  /**
   * Returns after {@code duration}.
   *
   * @throws InterruptedException at once, where the thread is interrupted
   */
  void pass(Duration duration) throws InterruptedException;
}
