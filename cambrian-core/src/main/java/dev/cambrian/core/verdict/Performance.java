package dev.cambrian.core.verdict;

import java.util.Optional;

/**
 * How a program did under load; for information.
 *
 * @param requests that were sent
 * @param durationMs from the first of them to the last answer
 * @param requestsPerSecond right answers a second; requests are sent at a fixed pace a little above
 *     the goal, so it is no maximum
 * @param p50Ms half of the answers came within that, counted from when each request was due
 * @param p99Ms 99 % did
 * @param lateP99Ms how late 99 % of those requests went out for which a connection was free: that
 *     is the machine's doing, so where it comes near {@code p99Ms} the machine was too busy to
 *     measure
 * @param errors requests without a right answer
 * @param rssBytes the most memory that its processes had at once; absent where that is not known
 * @param passed whether the goal was reached, with no error and known memory
 */
public record Performance(
    long requests,
    long durationMs,
    double requestsPerSecond,
    double p50Ms,
    double p99Ms,
    double lateP99Ms,
    long errors,
    Optional<Long> rssBytes,
    boolean passed) {
  public Performance {
    if (requests < 0
        || durationMs < 0
        || errors < 0
        || errors > requests
        || !figure(requestsPerSecond)
        || !figure(p50Ms)
        || !figure(p99Ms)
        || !figure(lateP99Ms)
        || rssBytes.filter(it -> it < 0).isPresent()) {
      throw new IllegalArgumentException("a figure of performance is out of its range");
    }
  }

  private static boolean figure(double value) {
    return Double.isFinite(value) && value >= 0;
  }
}
