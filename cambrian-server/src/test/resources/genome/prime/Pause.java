package prime;

import java.time.Duration;

/** Waits; tests bring one that does not. */
interface Pause {
  void sleep(Duration time) throws InterruptedException;

  /** 1, 2, 4, … and at most 60 seconds, for the first, second, third failure. */
  static Duration backOff(int failures) {
    return Duration.ofSeconds(Math.min(60, 1L << Math.clamp(failures - 1, 0, 6)));
  }
}
