package dev.cambrian.core.mutation;

import dev.cambrian.core.verdict.Stage;
import dev.cambrian.core.verdict.ViabilityReport;
import dev.cambrian.core.verdict.ViabilityReport.Checks;
import dev.cambrian.core.verdict.ViabilityReport.ContractResult;
import dev.cambrian.core.verdict.ViabilityReport.Diagnostics;
import dev.cambrian.core.verdict.ViabilityReport.Failure;
import dev.cambrian.core.verdict.ViabilityReport.HealthCheck;
import dev.cambrian.core.verdict.ViabilityReport.StageCheck;
import dev.cambrian.core.verdict.ViabilityReport.Status;
import dev.cambrian.core.verdict.ViabilityReport.TestCheck;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Reports of the rig for tests. */
final class Reports {
  private Reports() {}

  static Trace viable() {
    return new Trace.Judged(
        report(Optional.empty(), checks(Optional.empty(), Map.of(), Map.of()), Optional.empty()));
  }

  /**
   * A run that ended where the build failed, else ran all stages.
   *
   * @param contracts their errors by name; an empty one passed
   * @param vectors the same
   */
  static Trace failed(
      Stage stage,
      String summary,
      List<Failure> failures,
      Map<String, String> contracts,
      Map<String, String> vectors) {
    return failed(stage, summary, failures, contracts, vectors, "", "");
  }

  /** A run that ended at a stage which printed something. */
  static Trace printed(Stage stage, List<Failure> failures, String out, String error) {
    return failed(stage, "it failed", failures, Map.of(), Map.of(), out, error);
  }

  private static Trace failed(
      Stage stage,
      String summary,
      List<Failure> failures,
      Map<String, String> contracts,
      Map<String, String> vectors,
      String out,
      String error) {
    return new Trace.Judged(
        report(
            Optional.of(stage),
            checks(Optional.of(stage), contracts, vectors),
            Optional.of(
                new Diagnostics(
                    stage, summary, Optional.of(1), Optional.empty(), failures, out, error))));
  }

  private static Checks checks(
      Optional<Stage> failed, Map<String, String> contracts, Map<String, String> vectors) {
    boolean built = !failed.equals(Optional.of(Stage.BUILD));
    boolean tested = built && !failed.equals(Optional.of(Stage.TEST));
    boolean healthy =
        built
            && !failed.equals(Optional.of(Stage.HEALTH))
            && vectors.values().stream().allMatch(String::isEmpty);
    return new Checks(
        new StageCheck(true, 1),
        new StageCheck(built, 40),
        built ? new TestCheck(tested, 50, 9, tested ? 9 : 8) : TestCheck.NOT_ATTEMPTED,
        built ? new StageCheck(true, 70) : StageCheck.NOT_ATTEMPTED,
        built
            ? new HealthCheck(healthy, 9, results(contracts), results(vectors), Map.of())
            : HealthCheck.NOT_ATTEMPTED);
  }

  private static Map<String, ContractResult> results(Map<String, String> errors) {
    Map<String, ContractResult> results = new TreeMap<>();
    errors.forEach(
        (name, error) ->
            results.put(
                name,
                new ContractResult(
                    error.isEmpty(), 4, Optional.of(error).filter(it -> !it.isEmpty()))));
    return results;
  }

  private static ViabilityReport report(
      Optional<Stage> failed, Checks checks, Optional<Diagnostics> diagnostics) {
    return new ViabilityReport(
        1,
        failed.isEmpty() ? Status.VIABLE : Status.NON_VIABLE,
        failed,
        checks,
        Map.of(),
        Instant.parse("2026-03-04T12:00:00Z"),
        diagnostics,
        Optional.empty(),
        "sha256:" + "0".repeat(64),
        "none");
  }
}
