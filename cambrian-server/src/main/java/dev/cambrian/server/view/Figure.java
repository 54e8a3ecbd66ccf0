package dev.cambrian.server.view;

import dev.cambrian.core.verdict.ViabilityReport;
import dev.cambrian.core.verdict.ViabilityReport.HealthCheck;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SequencedSet;
import java.util.Set;

/**
 * One figure of fitness of two generations.
 *
 * @param before empty where the first was not measured by it
 * @param alike whether both are of the same stages, or of the same contracts
 * @param passed whether both are viable: what failed may have cost little because it failed
 */
public record Figure(
    String name, OptionalDouble before, OptionalDouble after, boolean alike, boolean passed) {
  /** Of one run a smaller share says nothing. */
  private static final double NOISE = 0.05;

  /** Nor does a shorter time. */
  private static final double NOISE_MS = 50;

  /** Which of two is better. */
  public enum Better {
    BEFORE,
    AFTER,
    SAME,
    /** The difference is within what one run differs from the next by. */
    ABOUT_SAME,
    /**
     * More is neither better nor worse, they are not alike, one of them is not known, or it is a
     * cost of what failed.
     */
    UNKNOWN
  }

  /** What can be compared. */
  public Figure(String name, OptionalDouble before, OptionalDouble after) {
    this(name, before, after, true, true);
  }

  /** Every figure of either, in the order of the second; what only the first has at the end. */
  static List<Figure> all(Optional<ViabilityReport> before, Optional<ViabilityReport> after) {
    List<Figure> all =
        all(
            before.map(ViabilityReport::fitness).orElse(Map.of()),
            after.map(ViabilityReport::fitness).orElse(Map.of()));
    if (before.isEmpty() || after.isEmpty()) {
      return all;
    }
    return all.stream()
        .map(
            it ->
                new Figure(
                    it.name(),
                    it.before(),
                    it.after(),
                    of(it.name(), before.get()).equals(of(it.name(), after.get())),
                    before.get().viable() && after.get().viable()))
        .toList();
  }

  /** What a figure was measured of, as far as that may differ. */
  private static Set<String> of(String figure, ViabilityReport report) {
    HealthCheck health = report.checks().health();
    return switch (figure) {
      case "total_duration_ms" -> stages(report);
      case "contract_pass_rate" -> health.contracts().keySet();
      case "spec_vector_pass_rate" -> health.specVectors().keySet();
      case "baseline_contract_pass_rate" -> health.baselineContracts().keySet();
      default -> Set.of();
    };
  }

  private static Set<String> stages(ViabilityReport report) {
    Set<String> stages = new HashSet<>();
    for (StageChecks.Reached it : StageChecks.of(report.checks())) {
      if (it.attempted()) {
        stages.add(it.stage().id());
      }
    }
    if (report.checks().test().canary().isPresent()) {
      stages.add(GenerationComparison.CANARY);
    }
    return stages;
  }

  /** The same of figures that can all be compared. */
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
    if (difference.isEmpty() || direction == 0 || !alike || (!passed && !isRate())) {
      return Better.UNKNOWN;
    }
    if (isNoise(Math.abs(difference.getAsDouble()))) {
      return Better.ABOUT_SAME;
    }
    double gain = difference.getAsDouble() * direction;
    return gain == 0 ? Better.SAME : gain > 0 ? Better.AFTER : Better.BEFORE;
  }

  private boolean isRate() {
    return name.endsWith("_rate") || name.endsWith("_passed");
  }

  private boolean isNoise(double apart) {
    if (apart == 0 || isRate()) {
      return false;
    }
    double larger = Math.max(Math.abs(before.getAsDouble()), Math.abs(after.getAsDouble()));
    return apart < NOISE * larger || (name.endsWith("_duration_ms") && apart < NOISE_MS);
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
