package dev.cambrian.server.rate;

import dev.cambrian.core.evolution.BetaPosterior;
import dev.cambrian.core.llm.LlmAnswer;
import dev.cambrian.core.verdict.Stage;
import dev.cambrian.core.verdict.ViabilityReport;
import dev.cambrian.core.verdict.ViabilityReport.Checks;
import dev.cambrian.core.verdict.ViabilityReport.Diagnostics;
import dev.cambrian.core.verdict.ViabilityReport.HealthCheck;
import dev.cambrian.server.terminal.FailedNames;
import dev.cambrian.server.terminal.Format;
import dev.cambrian.server.terminal.SafeText;
import dev.cambrian.server.terminal.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** A set of trials as a table for people, with its totals. */
public final class RateText {
  private static final int MAX_REASON = 160;

  private RateText() {}

  /**
   * The lines, safe for a screen.
   *
   * @param width of the table, in characters
   */
  public static List<String> lines(Trials set, int width) {
    List<String> lines = new ArrayList<>();
    lines.add(
        SafeText.line(
            "%s: %s, %s".formatted(set.directory(), set.spec().fileName(), set.spec().hash())));
    lines.add("");
    lines.addAll(table(set).lines(width));
    causes(set, lines);
    lines.add("");
    totals(set, lines);
    return lines;
  }

  private static Table table(Trials set) {
    Table table =
        new Table(
            List.of(
                Table.Column.left("trial"),
                Table.Column.left("answer"),
                Table.Column.right("tokens"),
                Table.Column.right("bytes"),
                Table.Column.left("verdict"),
                Table.Column.left("reproduces"),
                Table.Column.left("stages and what failed")));
    for (Trial trial : set.trials()) {
      String name = String.valueOf(trial.directory().getFileName());
      if (trial.attempts().isEmpty()) {
        table.add(List.of(name, "none", "", "", "", "", ""));
      }
      for (TrialAttempt attempt : trial.attempts()) {
        LlmAnswer answer = attempt.last().answer();
        table.add(
            List.of(
                attempt.number() == 1 ? name : "",
                attempt.name() + repairs(attempt),
                (answer.usageKnown() ? "" : "~") + Format.count(Rates.tokens(answer)),
                Format.count(Rates.bytes(answer)),
                verdict(attempt),
                attempt.ending() == TrialAttempt.Ending.VIABLE ? reproduction(trial) : "",
                stages(attempt)));
      }
    }
    return table;
  }

  private static String repairs(TrialAttempt attempt) {
    return switch (attempt.repairs()) {
      case 0 -> "";
      case 1 -> ", repaired";
      default -> ", repaired " + attempt.repairs() + " times";
    };
  }

  private static String verdict(TrialAttempt attempt) {
    return attempt.ending().id()
        + attempt
            .report()
            .flatMap(ViabilityReport::failureStage)
            .map(it -> " at " + it.id())
            .orElse("");
  }

  private static String reproduction(Trial trial) {
    return trial
        .reproduction()
        .map(it -> it.reproduced() ? "yes" : "no: " + Table.cut(it.reason(), MAX_REASON))
        .orElse("not tried");
  }

  /** Which passed and which did not, with the checks that failed; or why nothing was judged. */
  static String stages(TrialAttempt attempt) {
    Optional<ViabilityReport> judged = attempt.report();
    if (judged.isEmpty()) {
      return attempt.rejection().map(it -> Table.cut(it, MAX_REASON)).orElse("");
    }
    ViabilityReport report = judged.get();
    String stages =
        List.of(Stage.values()).stream()
            .map(stage -> stage(report, stage))
            .collect(Collectors.joining(" "));
    List<String> failed = new ArrayList<>(FailedNames.of(report).lines());
    if (failed.isEmpty()) {
      report.diagnostics().map(Diagnostics::summary).ifPresent(failed::add);
    }
    return failed.isEmpty()
        ? stages
        : stages + "; " + Table.cut(String.join("; ", failed), MAX_REASON);
  }

  private static String stage(ViabilityReport report, Stage stage) {
    Checks checks = report.checks();
    String name = passed(checks, stage) ? stage.id() : stage.id().toUpperCase(Locale.ROOT);
    return switch (stage) {
      case TEST ->
          checks.test().testsRun() == 0
              ? name
              : "%s %d/%d".formatted(name, checks.test().testsPassed(), checks.test().testsRun());
      case HEALTH -> {
        int all = health(checks.health(), false);
        yield all == 0 ? name : "%s %d/%d".formatted(name, health(checks.health(), true), all);
      }
      case MANIFEST, BUILD, START -> name;
    };
  }

  private static int health(HealthCheck health, boolean passedOnly) {
    List<ViabilityReport.ContractResult> all = new ArrayList<>(health.contracts().values());
    all.addAll(health.specVectors().values());
    return (int) all.stream().filter(it -> it.passed() || !passedOnly).count();
  }

  static boolean passed(Checks checks, Stage stage) {
    return switch (stage) {
      case MANIFEST -> checks.manifest().passed();
      case BUILD -> checks.build().passed();
      case TEST -> checks.test().passed();
      case START -> checks.start().passed();
      case HEALTH -> checks.health().passed();
    };
  }

  private static void causes(Trials set, List<String> lines) {
    List<Trial> failed =
        set.decided().stream()
            .filter(it -> !it.viableAtFirstTry() || it.cause().isPresent())
            .toList();
    if (failed.isEmpty()) {
      return;
    }
    lines.add("");
    lines.add("Why, and whose fault:");
    for (Trial trial : failed) {
      lines.add(
          SafeText.line(
              "  %s  %s"
                  .formatted(
                      trial.directory().getFileName(),
                      trial
                          .cause()
                          .map(it -> it.fault().id() + ": " + it.text())
                          .orElse("cause not stated"))));
    }
  }

  private static void totals(Trials set, List<String> lines) {
    Rates rates = Rates.of(set);
    Table table =
        new Table(
            List.of(
                Table.Column.left("rate"),
                Table.Column.right("of"),
                Table.Column.right("mean"),
                Table.Column.left("95 % interval")));
    add(table, "viable at the first try", rates.firstTry());
    if (rates.repaired() > 0) {
      add(table, "viable without a retry, repaired answers included", rates.afterRetries().get(0));
    }
    for (int retries = 1; retries < rates.afterRetries().size(); retries++) {
      add(
          table,
          retries == 1
              ? "viable after at most 1 retry"
              : "viable after at most %d retries".formatted(retries),
          rates.afterRetries().get(retries));
    }
    rates.reproduced().ifPresent(it -> add(table, "viable ones that reproduce", it));
    lines.addAll(table.lines(Integer.MAX_VALUE));
    lines.add("");
    lines.add(
        "%d %s%s, answered by %s"
            .formatted(
                rates.trials(),
                rates.trials() == 1 ? "trial" : "trials",
                rates.undecided() == 0
                    ? ""
                    : " (and %d without a verdict, not counted)".formatted(rates.undecided()),
                SafeText.line(models(set))));
    rates
        .tokens()
        .ifPresent(it -> lines.add(spread(rates.estimated() ? "estimated tokens" : "tokens", it)));
    rates.bytes().ifPresent(it -> lines.add(spread("bytes", it)));
  }

  private static String spread(String unit, Rates.Spread spread) {
    return "first answers: median %s %s, from %s to %s"
        .formatted(
            Format.count(spread.median()),
            unit,
            Format.count(spread.least()),
            Format.count(spread.most()));
  }

  private static String models(Trials set) {
    TreeSet<String> models = new TreeSet<>();
    for (Trial trial : set.trials()) {
      trial.attempts().stream()
          .flatMap(it -> it.answers().stream())
          .map(it -> it.answer().producerModel())
          .forEach(models::add);
    }
    return models.isEmpty() ? "nobody" : String.join(", ", models);
  }

  private static void add(Table table, String what, BetaPosterior rate) {
    BetaPosterior.Interval interval = rate.interval();
    table.add(
        List.of(
            what,
            "%d of %d".formatted(rate.successes(), rate.trials()),
            percent(rate.mean()),
            percent(interval.lower()) + " to " + percent(interval.upper())));
  }

  private static String percent(double rate) {
    return String.format(Locale.ROOT, "%.3f", rate);
  }
}
