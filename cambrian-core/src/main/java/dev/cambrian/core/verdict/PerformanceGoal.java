package dev.cambrian.core.verdict;

import java.time.Duration;

/**
 * What test tier 3 demands of a program: so many requests a second for so long, 99 % of the answers
 * within that time, and no more memory than that.
 *
 * @param duration for which requests are sent, up to a minute
 * @param requestsPerSecond that must be exceeded, 1 to 10,000
 * @param p99 under which 99 % of the answers must come
 * @param rssBytes under which the memory of its processes must stay
 */
public record PerformanceGoal(
    Duration duration, int requestsPerSecond, Duration p99, long rssBytes) {
  /** Over 1,000 requests a second for 10 s, 99 % within 100 ms, under 512 MiB. */
  public static final PerformanceGoal DEFAULT =
      new PerformanceGoal(Duration.ofSeconds(10), 1_000, Duration.ofMillis(100), 512L << 20);

  public PerformanceGoal {
    if (duration.compareTo(Duration.ofMillis(100)) < 0
        || duration.compareTo(Duration.ofMinutes(1)) > 0
        || requestsPerSecond < 1
        || requestsPerSecond > 10_000
        || !p99.isPositive()
        || rssBytes < 1) {
      throw new IllegalArgumentException("a goal of performance is out of its range");
    }
  }
}
