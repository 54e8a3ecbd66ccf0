package dev.cambrian.rig;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Requests to a program at a fixed pace, all of them GET of one URL. A tenth more of them come
 * first, which do not count: both sides run cold at first.
 *
 * @param host as the health URL names it
 * @param pace requests a second
 */
record Load(String host, int port, String target, Duration duration, int pace) {
  /** What is waited for answers after the last request was due. */
  static final Duration GRACE = Duration.ofSeconds(1);

  /** So many requests count. */
  int counted() {
    return Math.max(1, (int) (duration.toMillis() * pace / 1000));
  }

  /** So many come before those. */
  int warmUp() {
    return counted() / 10;
  }

  /** From the first request to the last answer that is waited for. */
  Duration longest() {
    return duration.multipliedBy(11).dividedBy(10).plus(GRACE);
  }

  /** As the arguments of a program. */
  List<String> arguments() {
    return List.of(
        host,
        String.valueOf(port),
        target,
        String.valueOf(duration.toMillis()),
        String.valueOf(pace));
  }

  static Load of(List<String> arguments) {
    return new Load(
        arguments.get(0),
        Integer.parseInt(arguments.get(1)),
        arguments.get(2),
        Duration.ofMillis(Long.parseLong(arguments.get(3))),
        Integer.parseInt(arguments.get(4)));
  }

  /**
   * What came of it.
   *
   * @param sent of those that count
   * @param right answers with 2xx
   * @param nanos from when the first was due to the last answer
   * @param p50 of the nanoseconds from when a request was due to its end, right or not
   * @param p99 likewise
   * @param lateP99 how late those went out for which a connection was free
   */
  record Figures(long sent, long right, long nanos, long p50, long p99, long lateP99) {
    private static final Pattern WRITTEN = Pattern.compile("load" + " (\\d{1,18})".repeat(6));

    String write() {
      return "load " + sent + " " + right + " " + nanos + " " + p50 + " " + p99 + " " + lateP99;
    }

    static Optional<Figures> read(String line) {
      Matcher figures = WRITTEN.matcher(line);
      return figures.matches()
          ? Optional.of(
              new Figures(
                  Long.parseLong(figures.group(1)),
                  Long.parseLong(figures.group(2)),
                  Long.parseLong(figures.group(3)),
                  Long.parseLong(figures.group(4)),
                  Long.parseLong(figures.group(5)),
                  Long.parseLong(figures.group(6))))
          : Optional.empty();
    }
  }
}
