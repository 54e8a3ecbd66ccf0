package dev.cambrian.core.verdict;

import dev.cambrian.core.fuzz.Law;
import dev.cambrian.core.spec.Schemas;
import dev.cambrian.core.verdict.ViabilityReport.Diagnostics;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** The bytes of a {@code viability-report.json}. */
final class ReportFuzz {
  private ReportFuzz() {}

  static void fuzz(byte[] input) {
    ViabilityReport report;
    try {
      report = ReportCodec.decode(input);
    } catch (ReportException e) {
      Law.holds(
          String.valueOf(e.getMessage()).startsWith("not a viability report: "),
          "an odd message: " + e.getMessage());
      return;
    }
    String text = new String(input, StandardCharsets.UTF_8);
    Law.holds(
        java.util.Arrays.equals(text.getBytes(StandardCharsets.UTF_8), input),
        "bytes that are no UTF-8 are taken for a report");
    String encoded = ReportCodec.encode(report);
    ViabilityReport again = ReportCodec.decode(encoded);
    Law.holds(again.equals(report), "written and read again it is something else");
    Law.holds(ReportCodec.encode(again).equals(encoded), "written twice it differs");
    Law.holds(Schemas.accepts("viability-report", text), "the schema refuses what was read");
    Law.holds(Schemas.accepts("viability-report", encoded), "the schema refuses what was written");
    agreesWithItself(report);
  }

  /** A report whose parts contradict each other proves nothing. */
  private static void agreesWithItself(ViabilityReport report) {
    ViabilityReport.Checks checks = report.checks();
    Law.holds(report.viable() == checks.allPassed(), "viable with a failed stage");
    Law.holds(report.viable() == report.failureStage().isEmpty(), "viable with a failure stage");
    Law.holds(
        report.diagnostics().map(Diagnostics::stage).equals(report.failureStage()),
        "the diagnostics are of another stage");
    Law.holds(firstFailed(checks).equals(report.failureStage()), "not the first that failed");
    Law.holds(checks.test().testsPassed() <= checks.test().testsRun(), "more passed than run");
  }

  private static Optional<Stage> firstFailed(ViabilityReport.Checks checks) {
    if (!checks.manifest().passed()) {
      return Optional.of(Stage.MANIFEST);
    }
    if (!checks.build().passed()) {
      return Optional.of(Stage.BUILD);
    }
    if (!checks.test().passed()) {
      return Optional.of(Stage.TEST);
    }
    if (!checks.start().passed()) {
      return Optional.of(Stage.START);
    }
    return checks.health().passed() ? Optional.empty() : Optional.of(Stage.HEALTH);
  }
}
