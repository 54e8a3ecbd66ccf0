package dev.cambrian.server.view;

import dev.cambrian.core.verdict.Stage;
import dev.cambrian.core.verdict.ViabilityReport;
import dev.cambrian.core.verdict.ViabilityReport.Checks;
import dev.cambrian.core.verdict.ViabilityReport.ContractResult;
import dev.cambrian.core.verdict.ViabilityReport.Diagnostics;
import dev.cambrian.core.verdict.ViabilityReport.Failure;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What failed beyond the stage that a verdict names: after failed tests an artifact is started and
 * asked all the same, and the failures of all three stand in one list of its report.
 */
public final class Beyond {
  private static final String CONTRACT = "contract ";
  private static final String VECTOR = "spec vector ";

  private Beyond() {}

  /**
   * In few trusted words, {@code 7 of 14 spec vectors failed}; empty where nothing did.
   *
   * @param report of any generation
   */
  public static Optional<String> of(ViabilityReport report) {
    Checks checks = report.checks();
    if (!afterTests(report) || (checks.start().passed() && checks.health().passed())) {
      return Optional.empty();
    }
    if (!checks.start().passed()) {
      return Optional.of("it does not start");
    }
    List<String> parts = new ArrayList<>();
    add(parts, checks.health().contracts(), "contract");
    add(parts, checks.health().specVectors(), "spec vector");
    return Optional.of(parts.isEmpty() ? "health failed" : String.join(" and ", parts) + " failed");
  }

  /** The stage that a failure in the diagnostics of that report is of. */
  public static Stage stage(Failure failure, ViabilityReport report) {
    Stage named = report.diagnostics().map(Diagnostics::stage).orElse(Stage.TEST);
    if (!afterTests(report) || failure.file().isPresent()) {
      return named;
    }
    Checks checks = report.checks();
    String test = failure.test();
    if (failed(checks.health().contracts(), CONTRACT, test)
        || failed(checks.health().specVectors(), VECTOR, test)
        || (checks.start().passed() && !checks.health().passed() && is(Stage.HEALTH, test))) {
      return Stage.HEALTH;
    }
    return !checks.start().passed() && is(Stage.START, test) ? Stage.START : named;
  }

  private static boolean afterTests(ViabilityReport report) {
    return report.failureStage().equals(Optional.of(Stage.TEST));
  }

  private static boolean is(Stage stage, String test) {
    return test.equals(stage.id());
  }

  private static boolean failed(Map<String, ContractResult> results, String prefix, String test) {
    return results.entrySet().stream()
        .anyMatch(it -> !it.getValue().passed() && test.equals(prefix + it.getKey()));
  }

  private static void add(List<String> parts, Map<String, ContractResult> results, String what) {
    long failed = results.values().stream().filter(it -> !it.passed()).count();
    if (failed > 0) {
      parts.add(
          String.format(
              Locale.ROOT,
              "%,d of %,d %s%s",
              failed,
              results.size(),
              what,
              results.size() == 1 ? "" : "s"));
    }
  }
}
