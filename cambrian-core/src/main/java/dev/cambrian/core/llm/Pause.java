package dev.cambrian.core.llm;

import java.time.Duration;

/** Lets time pass; tests hand in one that only notes how much. */
@FunctionalInterface
interface Pause {
  Pause SLEEP = duration -> Thread.sleep(duration);

  void pass(Duration duration) throws InterruptedException;
}
