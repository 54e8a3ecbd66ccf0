package dev.cambrian.server.view;

import dev.cambrian.core.verdict.ViabilityReport;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The fitness of a generation beside its parent's.
 *
 * @param parent whose figures stand beside it; empty where it has none that was judged
 * @param rows in the order of the report, what only the parent has at the end
 */
public record FitnessTable(Optional<Integer> parent, List<Row> rows) {
  /**
   * One measure.
   *
   * @param value empty where it was not measured
   */
  public record Row(String name, Optional<Double> value, Optional<Double> before) {
    /** How much more it is than the parent's, where both were measured. */
    public Optional<Double> difference() {
      return value.flatMap(now -> before.map(then -> now - then));
    }
  }

  public FitnessTable {
    rows = List.copyOf(rows);
  }

  static FitnessTable of(Optional<ViabilityReport> report, Optional<ViabilityReport> parent) {
    Map<String, Double> now = report.map(ViabilityReport::fitness).orElse(Map.of());
    Map<String, Double> then = parent.map(ViabilityReport::fitness).orElse(Map.of());
    Set<String> names = new LinkedHashSet<>(now.keySet());
    if (!now.isEmpty()) {
      names.addAll(then.keySet());
    }
    return new FitnessTable(
        parent.map(ViabilityReport::generation),
        names.stream()
            .map(
                it ->
                    new Row(
                        it, Optional.ofNullable(now.get(it)), Optional.ofNullable(then.get(it))))
            .toList());
  }
}
