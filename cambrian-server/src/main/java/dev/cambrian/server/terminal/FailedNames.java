package dev.cambrian.server.terminal;

import dev.cambrian.core.verdict.Stage;
import dev.cambrian.core.verdict.ViabilityReport;
import dev.cambrian.core.verdict.ViabilityReport.ContractResult;
import dev.cambrian.core.verdict.ViabilityReport.Diagnostics;
import dev.cambrian.core.verdict.ViabilityReport.Failure;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What a report says failed, by name; the names are the artifact's own words. */
public record FailedNames(List<String> tests, List<String> contracts, List<String> vectors) {
  private static final int SHOWN = 3;
  private static final int MAX_NAME = 100;

  public FailedNames {
    tests = List.copyOf(tests);
    contracts = List.copyOf(contracts);
    vectors = List.copyOf(vectors);
  }

  /** The failed tests, and the contracts and spec vectors that the program broke. */
  public static FailedNames of(ViabilityReport report) {
    List<String> contracts = new ArrayList<>();
    List<String> vectors = new ArrayList<>();
    Set<String> others = Stream.of(Stage.values()).map(Stage::id).collect(Collectors.toSet());
    add("contract ", report.checks().health().contracts(), contracts, others);
    add("spec vector ", report.checks().health().specVectors(), vectors, others);
    boolean tested = report.checks().build().passed() && !report.checks().test().passed();
    Set<String> tests =
        report.diagnostics().filter(_ -> tested).map(Diagnostics::failures).stream()
            .flatMap(List::stream)
            .map(Failure::test)
            .filter(test -> !others.contains(test))
            .collect(Collectors.toCollection(LinkedHashSet::new));
    return new FailedNames(List.copyOf(tests), contracts, vectors);
  }

  private static void add(
      String prefix, Map<String, ContractResult> results, List<String> broken, Set<String> others) {
    results.forEach(
        (name, result) -> {
          if (!result.passed()) {
            broken.add(name);
            others.add(prefix + name);
          }
        });
  }

  /**
   * At most one line each for the tests, the contracts and the vectors, such as {@code failed test:
   * x}.
   */
  public List<String> lines() {
    return Stream.of(line("test", tests), line("contract", contracts), line("spec vector", vectors))
        .filter(line -> !line.isEmpty())
        .toList();
  }

  private static String line(String what, List<String> names) {
    if (names.isEmpty()) {
      return "";
    }
    String shown =
        names.stream()
            .limit(SHOWN)
            .map(name -> Table.cut(name, MAX_NAME))
            .collect(Collectors.joining(", "));
    int more = names.size() - SHOWN;
    return "failed %s%s: %s%s"
        .formatted(
            what, names.size() == 1 ? "" : "s", shown, more > 0 ? " and " + more + " more" : "");
  }
}
