package dev.cambrian.server.view;

import dev.cambrian.core.verdict.ViabilityReport;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The fitness of a generation beside its parent's.
 *
 * @param parent whose figures stand beside it; empty where it has none that was judged
 * @param rows in the order of the report, what only the parent has at the end
 */
public record FitnessTable(Optional<Integer> parent, List<Figure> rows) {
  public FitnessTable {
    rows = List.copyOf(rows);
  }

  static FitnessTable of(Optional<ViabilityReport> report, Optional<ViabilityReport> parent) {
    return new FitnessTable(
        parent.map(ViabilityReport::generation),
        report
            .map(ViabilityReport::fitness)
            .filter(it -> !it.isEmpty())
            .map(it -> Figure.all(parent.map(ViabilityReport::fitness).orElse(Map.of()), it))
            .orElse(List.of()));
  }
}
