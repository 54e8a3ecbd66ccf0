package dev.cambrian.server.view;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.SequencedSet;

/**
 * One figure of fitness of two generations.
 *
 * @param before empty where the first was not measured by it
 */
public record Figure(String name, OptionalDouble before, OptionalDouble after) {
  /** Which of two is better. */
  public enum Better {
    BEFORE,
    AFTER,
    SAME,
    /** More is neither better nor worse, or one of the two is not known. */
    UNKNOWN
  }

  /** Every figure of either, in the order of the second; what only the first has at the end. */
  static List<Figure> all(Map<String, Double> before, Map<String, Double> after) {
    SequencedSet<String> names = new LinkedHashSet<>(after.keySet());
    names.addAll(before.keySet());
    return names.stream().map(it -> new Figure(it, value(before, it), value(after, it))).toList();
  }

  private static OptionalDouble value(Map<String, Double> figures, String name) {
    Double value = figures.get(name);
    return value == null ? OptionalDouble.empty() : OptionalDouble.of(value);
  }

  /** The second minus the first. */
  public OptionalDouble difference() {
    return before.isPresent() && after.isPresent()
        ? OptionalDouble.of(after.getAsDouble() - before.getAsDouble())
        : OptionalDouble.empty();
  }

  public Better better() {
    OptionalDouble difference = difference();
    int direction = direction(name);
    if (difference.isEmpty() || direction == 0) {
      return Better.UNKNOWN;
    }
    double gain = difference.getAsDouble() * direction;
    return gain == 0 ? Better.SAME : gain > 0 ? Better.AFTER : Better.BEFORE;
  }

  /** 1 where more is better, -1 where less is. */
  private static int direction(String figure) {
    if (figure.equals("performance_late_p99_ms") || figure.equals("tests_passed")) {
      // How busy the machine was; and fewer tests that all pass are no worse.
      return 0;
    }
    if (figure.endsWith("_rate")
        || figure.endsWith("_passed")
        || figure.endsWith("_requests_per_second")) {
      return 1;
    }
    return figure.endsWith("_ms") || figure.endsWith("_bytes") || figure.startsWith("token_")
        ? -1
        : 0;
  }
}
