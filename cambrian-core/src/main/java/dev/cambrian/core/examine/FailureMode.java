package dev.cambrian.core.examine;

import dev.cambrian.core.prompt.Untrusted;
import dev.cambrian.core.verdict.Limit;
import dev.cambrian.core.verdict.Stage;
import dev.cambrian.core.verdict.ViabilityReport;
import dev.cambrian.core.verdict.ViabilityReport.Diagnostics;
import dev.cambrian.core.verdict.ViabilityReport.Failure;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What offspring of one spec fail at. In the health stage that is a contract or vector, which all
 * of them share; in the others the stage with the limit that was gone over, if any, since each
 * offspring has tests and files of its own.
 *
 * @param what such as {@code contract echo}; empty but for the health stage
 * @param failed how many offspring failed at it
 * @param of so many
 * @param traces what was said of it, at most {@value #MAX_TRACES} lines; programs printed it
 */
public record FailureMode(
    Stage stage,
    Optional<Limit> limit,
    Optional<String> what,
    int failed,
    int of,
    List<String> traces) {
  static final int MAX_TRACES = 8;
  private static final int MAX_TRACE = 400;

  public FailureMode {
    traces = List.copyOf(traces);
  }

  /** In one line, such as {@code health: contract echo}. */
  public String name() {
    return stage.id()
        + limit.map(it -> ", over the limit of " + it.id()).orElse("")
        + what.map(it -> ": " + it).orElse("");
  }

  private record Key(Stage stage, Optional<Limit> limit, Optional<String> what) {}

  /**
   * That which most of the offspring failed at; of equals the earlier stage, then the first that
   * was seen. Empty where none failed.
   */
  public static Optional<FailureMode> dominant(List<ViabilityReport> reports) {
    Map<Key, List<String>> traces = new LinkedHashMap<>();
    Map<Key, Integer> counts = new LinkedHashMap<>();
    for (ViabilityReport report : reports) {
      if (report.diagnostics().isEmpty()) {
        continue;
      }
      Diagnostics diagnostics = report.diagnostics().get();
      Map<Key, String> found = keys(diagnostics);
      found.forEach(
          (key, trace) -> {
            counts.merge(key, 1, Integer::sum);
            traces.computeIfAbsent(key, _ -> new ArrayList<>()).add(trace);
          });
    }
    return counts.entrySet().stream()
        .max(
            Comparator.<Map.Entry<Key, Integer>>comparingInt(Map.Entry::getValue)
                .thenComparing(it -> it.getKey().stage(), Comparator.reverseOrder()))
        .map(
            it ->
                new FailureMode(
                    it.getKey().stage(),
                    it.getKey().limit(),
                    it.getKey().what(),
                    it.getValue(),
                    reports.size(),
                    distinct(traces.getOrDefault(it.getKey(), List.of()))));
  }

  private static Map<Key, String> keys(Diagnostics diagnostics) {
    Map<Key, String> keys = new LinkedHashMap<>();
    if (diagnostics.stage() == Stage.HEALTH) {
      for (Failure failure : diagnostics.failures()) {
        keys.putIfAbsent(
            new Key(Stage.HEALTH, Optional.empty(), Optional.of(failure.test())),
            Untrusted.line(failure.test() + ": " + failure.error(), MAX_TRACE));
      }
    }
    if (keys.isEmpty()) {
      keys.put(
          new Key(diagnostics.stage(), diagnostics.limit(), Optional.empty()),
          Untrusted.line(
              diagnostics.failures().stream()
                  .findFirst()
                  .map(it -> diagnostics.summary() + "; " + it.test() + ": " + it.error())
                  .orElse(diagnostics.summary()),
              MAX_TRACE));
    }
    return keys;
  }

  private static List<String> distinct(List<String> all) {
    Set<String> once = new LinkedHashSet<>(all);
    return once.stream().limit(MAX_TRACES).toList();
  }
}
