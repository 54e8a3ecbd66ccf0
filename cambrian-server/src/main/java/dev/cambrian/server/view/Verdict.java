package dev.cambrian.server.view;

import dev.cambrian.core.history.GenerationRecord;
import dev.cambrian.core.verdict.Stage;
import dev.cambrian.core.verdict.ViabilityReport;
import dev.cambrian.core.verdict.ViabilityReport.Checks;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** How a generation stands, in one sentence. */
public final class Verdict {
  private Verdict() {}

  /**
   * Says it; the end of the sentence may be hostile text.
   *
   * @param timeline of the same generation
   */
  public static String of(
      GenerationRecord record, Optional<ViabilityReport> report, Timeline timeline) {
    String who = "Generation " + record.generation();
    return switch (record.outcome()) {
      case IN_PROGRESS ->
          who
              + " is in progress: "
              + timeline
                  .running()
                  .map(Verdict::doing)
                  .orElse(
                      record.artifactHash().isPresent()
                          ? "its code waits to be judged"
                          : "nothing runs at the moment");
      case TESTED ->
          record.viable().orElse(false)
              ? who + " is viable and waits for its promotion" + passed(report)
              : who + failed(record, report) + "; it waits to be rolled back";
      case PROMOTED ->
          who
              + (Standing.of(record) == Standing.VIABLE_TRIAL
                  ? " is viable, a trial of campaign " + record.campaignId().orElse("")
                  : " is viable and was promoted")
              + passed(report);
      case TIMEOUT -> who + " timed out" + because(record);
      case FAILED ->
          Standing.of(record) == Standing.CANCELLED
              ? who + " was cancelled" + because(record)
              : closed(record, report, who);
    };
  }

  private static String closed(
      GenerationRecord record, Optional<ViabilityReport> report, String who) {
    return record.viable().isEmpty()
        ? "%s got no verdict (%s)%s"
            .formatted(who, record.failure().map(it -> it.id()).orElse("closed"), because(record))
        : record.viable().get()
            ? who + " is viable but was rolled back" + because(record)
            : who + failed(record, report);
  }

  private static String doing(Timeline.Step step) {
    return step.name().equals("model")
        ? "the model is asked"
        : "the stage " + step.name() + " runs";
  }

  private static String because(GenerationRecord record) {
    return record.reason().map(it -> ": " + it).orElse("");
  }

  private static String failed(GenerationRecord record, Optional<ViabilityReport> report) {
    return record.failureStage().map(it -> " failed at " + it.id()).orElse(" failed")
        + report.map(it -> ": " + why(it)).orElse("")
        + report.flatMap(Beyond::of).map(it -> "; beyond it " + it).orElse("");
  }

  private static String why(ViabilityReport report) {
    Checks checks = report.checks();
    int lost = checks.test().testsRun() - checks.test().testsPassed();
    if (report.failureStage().equals(Optional.of(Stage.TEST)) && lost > 0) {
      return String.format(
          Locale.ROOT,
          "%,d of %,d %s failed",
          lost,
          checks.test().testsRun(),
          checks.test().testsRun() == 1 ? "test" : "tests");
    }
    return report.diagnostics().map(ViabilityReport.Diagnostics::summary).orElse("");
  }

  private static String passed(Optional<ViabilityReport> report) {
    if (report.isEmpty()) {
      return "";
    }
    List<String> parts = new ArrayList<>();
    count(parts, report.get().checks().test().testsPassed(), "test");
    count(parts, size(report.get().checks().health().contracts()), "contract");
    count(parts, size(report.get().checks().health().specVectors()), "spec vector");
    if (parts.isEmpty()) {
      return "";
    }
    String last = parts.removeLast();
    return ": %s passed"
        .formatted(parts.isEmpty() ? last : String.join(", ", parts) + " and " + last);
  }

  private static int size(Map<String, ?> checks) {
    return checks.size();
  }

  private static void count(List<String> parts, int count, String what) {
    if (count > 0) {
      parts.add(String.format(Locale.ROOT, "%,d %s%s", count, what, count == 1 ? "" : "s"));
    }
  }
}
