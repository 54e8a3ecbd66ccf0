package dev.cambrian.rig;

import dev.cambrian.core.Elapsed;
import dev.cambrian.core.verdict.Stage;
import dev.cambrian.core.verdict.ViabilityReport;
import dev.cambrian.core.verdict.ViabilityReport.Checks;
import dev.cambrian.core.verdict.ViabilityReport.ContractResult;
import dev.cambrian.core.verdict.ViabilityReport.Diagnostics;
import dev.cambrian.core.verdict.ViabilityReport.Failure;
import dev.cambrian.core.verdict.ViabilityReport.HealthCheck;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/**
 * A report for a person. What the artifact printed is hostile on a terminal: its control characters
 * are shown, not sent.
 */
public final class ReportPrinter {
  private static final int SHOWN_FAILURES = 20;
  private static final int SHOWN_LINES = 12;

  private ReportPrinter() {}

  /** Several lines, each ended. */
  public static String print(ViabilityReport report) {
    StringBuilder out = new StringBuilder();
    line(out, report.viable() ? "viable" : "non-viable", "");
    Checks checks = report.checks();
    boolean attempted = true;
    for (Stage stage : Stage.values()) {
      boolean passed =
          switch (stage) {
            case MANIFEST -> checks.manifest().passed();
            case BUILD -> checks.build().passed();
            case TEST -> checks.test().passed();
            case START -> checks.start().passed();
            case HEALTH -> checks.health().passed();
          };
      long took =
          switch (stage) {
            case MANIFEST -> checks.manifest().durationMs();
            case BUILD -> checks.build().durationMs();
            case TEST -> checks.test().durationMs();
            case START -> checks.start().durationMs();
            case HEALTH -> checks.health().durationMs();
          };
      row(out, stage.id(), passed, attempted, took, attempted ? detail(stage, checks) : "");
      if (stage == Stage.TEST) {
        checks
            .test()
            .canary()
            .ifPresent(it -> row(out, "canary", it.passed(), true, it.durationMs(), ""));
      }
      // Only a failed test lets the run go on.
      attempted &= passed || stage == Stage.TEST;
    }
    informing(out, checks.health());
    line(out, "isolation", report.isolation());
    report.artifactHash().ifPresent(hash -> line(out, "artifact", hash));
    report.diagnostics().ifPresent(it -> diagnostics(out, it));
    return out.toString();
  }

  /** What changes no verdict. */
  private static void informing(StringBuilder out, HealthCheck health) {
    health
        .sets()
        .forEach(
            (set, results) -> {
              long good = results.values().stream().filter(ContractResult::passed).count();
              line(
                  out,
                  set.id(),
                  good + " of " + Text.plural(results.size(), "contract") + " passed");
            });
    health
        .performance()
        .ifPresent(
            it ->
                line(
                    out,
                    "under load",
                    String.format(
                        Locale.ROOT,
                        "%s: %.1f requests a second, 99 %% within %.1f ms (sent up to %.1f ms late), %s",
                        it.passed() ? "reached" : "missed",
                        it.requestsPerSecond(),
                        it.p99Ms(),
                        it.lateP99Ms(),
                        Text.plural(it.errors(), "error")
                            + it.rssBytes()
                                .map(rss -> ", " + (rss >> 20) + " MiB of memory")
                                .orElse(""))));
  }

  private static void row(
      StringBuilder out, String name, boolean passed, boolean attempted, long took, String detail) {
    String line =
        String.format(
            Locale.ROOT,
            "  %-9s %-13s %8s  %s",
            name,
            passed ? "ok" : attempted ? "failed" : "not attempted",
            attempted ? Elapsed.text(Duration.ofMillis(took)) : "",
            detail);
    out.append(line.stripTrailing()).append('\n');
  }

  private static String detail(Stage stage, Checks checks) {
    return switch (stage) {
      case TEST ->
          checks.test().testsPassed() + " of " + checks.test().testsRun() + " tests passed";
      case HEALTH -> {
        int all = checks.health().contracts().size() + checks.health().specVectors().size();
        long good =
            checks.health().contracts().values().stream().filter(it -> it.passed()).count()
                + checks.health().specVectors().values().stream().filter(it -> it.passed()).count();
        yield good + " of " + all + " contracts and vectors passed";
      }
      case MANIFEST, BUILD, START -> "";
    };
  }

  private static void diagnostics(StringBuilder out, Diagnostics diagnostics) {
    line(out, "failed in " + diagnostics.stage().id(), diagnostics.summary());
    List<Failure> failures =
        diagnostics.failures().stream()
            .filter(it -> it.file().isPresent() || !it.error().equals(diagnostics.summary()))
            .toList();
    for (Failure failure : failures.stream().limit(SHOWN_FAILURES).toList()) {
      String place =
          failure
              .file()
              .map(it -> it + failure.line().map(n -> ":" + n).orElse("") + " ")
              .orElse("");
      out.append("  - ")
          .append(oneLine(place + failure.test() + ": " + failure.error()))
          .append('\n');
    }
    int more = failures.size() - SHOWN_FAILURES;
    if (more > 0) {
      out.append("  - and ").append(more).append(" more, see the report\n");
    }
    tail(out, "stdout", diagnostics.stdoutTail());
    tail(out, "stderr", diagnostics.stderrTail());
  }

  private static void tail(StringBuilder out, String name, String text) {
    if (!text.isBlank()) {
      line(out, "the last lines of " + name, "");
      Text.visible(Text.tail(text.stripTrailing(), SHOWN_LINES, 4000))
          .lines()
          .forEach(it -> out.append("  | ").append(it).append('\n'));
    }
  }

  private static String oneLine(String text) {
    return Text.visible(text).replace('\n', ' ').replace('\t', ' ');
  }

  private static void line(StringBuilder out, String label, String text) {
    out.append(label);
    if (!text.isEmpty()) {
      out.append(": ").append(oneLine(text));
    }
    out.append('\n');
  }
}
