package dev.cambrian.core.examine;

import dev.cambrian.core.verdict.CheckSet;
import dev.cambrian.core.verdict.Performance;
import dev.cambrian.core.verdict.ViabilityReport;
import dev.cambrian.core.verdict.ViabilityReport.Checks;
import dev.cambrian.core.verdict.ViabilityReport.ContractResult;
import dev.cambrian.core.verdict.ViabilityReport.HealthCheck;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How deep offspring are tested. The verdict needs the stages with the spec's own contracts and
 * vectors, whatever tier is open; a tier says what their fitness is measured by.
 */
public enum Tier {
  /** The stages up to the start pass. */
  STAGES(0),
  /** The spec's contracts hold. */
  CONTRACTS(1),
  /** The spec's vectors and the examiner's contracts hold. */
  VECTORS(2),
  /** The program bears the load of {@link dev.cambrian.core.verdict.PerformanceGoal#DEFAULT}. */
  PERFORMANCE(3);

  private static final Optional<Double> NONE = Optional.of(0.0);

  private final int number;

  Tier(int number) {
    this.number = number;
  }

  /** From 0 to 3. */
  public int number() {
    return number;
  }

  /**
   * How far one offspring reached it, from 0 to 1; empty where its report does not tell. What never
   * ran reached no tier.
   */
  public Optional<Double> reached(ViabilityReport report) {
    Checks checks = report.checks();
    boolean runs =
        checks.manifest().passed()
            && checks.build().passed()
            && checks.test().passed()
            && checks.start().passed();
    HealthCheck health = checks.health();
    return switch (this) {
      case STAGES -> Optional.of(runs ? 1.0 : 0.0);
      case CONTRACTS -> checks.start().passed() ? share(List.of(health.contracts())) : NONE;
      case VECTORS ->
          checks.start().passed()
              ? share(
                  List.of(
                      health.specVectors(),
                      health.sets().getOrDefault(CheckSet.EXAMINER, Map.of())))
              : NONE;
      case PERFORMANCE ->
          checks.start().passed()
              ? health.performance().map(Performance::passed).map(it -> it ? 1.0 : 0.0)
              : NONE;
    };
  }

  private static Optional<Double> share(List<Map<String, ContractResult>> sets) {
    List<ContractResult> all = sets.stream().flatMap(it -> it.values().stream()).toList();
    return all.isEmpty()
        ? Optional.empty()
        : Optional.of((double) all.stream().filter(ContractResult::passed).count() / all.size());
  }
}
