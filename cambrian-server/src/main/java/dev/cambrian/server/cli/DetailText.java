package dev.cambrian.server.cli;

import dev.cambrian.core.artifact.ArtifactFile;
import dev.cambrian.core.event.Event;
import dev.cambrian.core.event.RecordedEvent;
import dev.cambrian.core.event.ReverseRun;
import dev.cambrian.core.history.GenerationRecord;
import dev.cambrian.core.verdict.Stage;
import dev.cambrian.core.verdict.ViabilityReport;
import dev.cambrian.core.verdict.ViabilityReport.CanaryCheck;
import dev.cambrian.core.verdict.ViabilityReport.ContractResult;
import dev.cambrian.core.verdict.ViabilityReport.Diagnostics;
import dev.cambrian.core.verdict.ViabilityReport.Failure;
import dev.cambrian.server.git.FileChange;
import dev.cambrian.server.git.SideBySide;
import dev.cambrian.server.git.SideBySide.Row;
import dev.cambrian.server.home.CambrianHome;
import dev.cambrian.server.terminal.Format;
import dev.cambrian.server.terminal.SafeText;
import dev.cambrian.server.terminal.Style;
import dev.cambrian.server.terminal.Table;
import dev.cambrian.server.terminal.Table.Column;
import dev.cambrian.server.view.Asking;
import dev.cambrian.server.view.Beyond;
import dev.cambrian.server.view.ChangedSince;
import dev.cambrian.server.view.FigureText;
import dev.cambrian.server.view.GenerationDetail;
import dev.cambrian.server.view.StageChecks;
import dev.cambrian.server.view.Standing;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/** One generation in full, as lines of safe text. */
final class DetailText {

  private static final int MOST_CHANGED_LINES = 60;

  private final CambrianHome home;
  private final Session session;
  private final Style style;
  private final List<String> lines = new ArrayList<>();

  DetailText(Session session, CambrianHome home) {
    this.session = session;
    this.style = session.style();
    this.home = home;
  }

  List<String> lines(GenerationDetail detail, Optional<ChangedSince> changed) {
    head(detail);
    events(detail.events());
    detail.report().ifPresent(this::report);
    detail.report().ifPresent(it -> it.diagnostics().ifPresent(failed -> diagnostics(failed, it)));
    changed.ifPresent(it -> changed(it, detail.record().generation()));
    detail.report().flatMap(ViabilityReport::diagnostics).ifPresent(this::tails);
    exchanges(Asking.of(detail));
    files(detail.files());
    return lines;
  }

  private void head(GenerationDetail detail) {
    GenerationRecord record = detail.record();
    String title = "generation %d: %s".formatted(record.generation(), standing(record));
    lines.add(style.strong(title));
    fact("parent", record.parent() == 0 ? "core" : "" + record.parent());
    fact(
        "spec",
        detail
            .spec()
            .map(spec -> "%s %s (%s)".formatted(spec.title(), spec.version(), spec.fileName()))
            .orElse("not registered"));
    fact("spec hash", record.specHash());
    fact(
        "model",
        "%s, attempt %d, candidate %d%s"
            .formatted(
                record.producerModel().orElse(record.model()),
                record.attempt(),
                record.candidate(),
                record.retryOf().map(n -> ", learned from generation " + n).orElse("")));
    fact("spent", "%s, cost %s".formatted(detail.tokens(), detail.taken().money()));
    record.artifactHash().ifPresent(hash -> fact("artifact", hash));
    record
        .artifactRef()
        .map(home.directory()::resolve)
        .filter(Files::isDirectory)
        .ifPresent(there -> fact("directory", there.toString()));
    record.isolation().ifPresent(isolation -> fact("isolation", isolation));
    fact("created", Format.time(record.created(), session.zone()));
    record
        .completed()
        .ifPresent(
            end ->
                fact(
                    "completed",
                    "%s, after %s"
                        .formatted(
                            Format.time(end, session.zone()),
                            Format.duration(Duration.between(record.created(), end)))));
    record.failure().ifPresent(failure -> fact("failure", failure.id()));
    record.reason().ifPresent(reason -> fact("reason", reason));
    detail.report().flatMap(Beyond::of).ifPresent(it -> fact("beyond it", it));
    record.campaignId().ifPresent(id -> fact("campaign", id));
    record.reverseRun().ifPresent(run -> fact("reverse", reverseRun(run)));
  }

  private static String standing(GenerationRecord record) {
    return Standing.of(record) == Standing.VIABLE_TRIAL
        ? "viable, a trial of a campaign"
        : record.outcome().id()
            + record.viable().map(viable -> viable ? ", viable" : ", non-viable").orElse("");
  }

  private static String reverseRun(ReverseRun run) {
    return "generation %d, verified once more: %s"
        .formatted(
            run.baseline(),
            run.end()
                .fold(
                    judged -> (judged.viable() ? "viable, " : "non-viable, ") + judged.summary(),
                    aborted -> "no verdict, " + aborted.kind().id() + ": " + aborted.reason()));
  }

  private void events(List<RecordedEvent> events) {
    Table table =
        table(
            Column.right("POSITION"),
            Column.right("AFTER"),
            Column.left("EVENT"),
            Column.left("WHAT"));
    for (RecordedEvent event : events) {
      Duration after = Duration.between(events.getFirst().recordedAt(), event.recordedAt());
      table.add(
          List.of(
              Long.toString(event.position()),
              Format.duration(after),
              event.type(),
              EventText.of(event.event())));
    }
    section("events", table);
  }

  private void report(ViabilityReport report) {
    ViabilityReport.Checks checks = report.checks();
    Table stages =
        table(
            Column.left("STAGE"), Column.left("RESULT"), Column.right("TOOK"), Column.left("MORE"));
    for (StageChecks.Reached it : StageChecks.of(checks)) {
      stages.add(stage(it, checks));
      if (it.stage() == Stage.TEST) {
        checks.test().canary().ifPresent(canary -> stages.add(canary(canary)));
      }
    }
    section("stages", stages);
    contracts("contracts", checks.health().contracts());
    contracts("spec vectors", checks.health().specVectors());
    contracts("baseline contracts", checks.health().baselineContracts());
    checks.health().sets().forEach((set, found) -> contracts(set.id() + " contracts", found));
    fitness(report.fitness());
  }

  private static List<String> stage(StageChecks.Reached reached, ViabilityReport.Checks checks) {
    String id = reached.stage().id();
    if (!reached.attempted()) {
      return List.of(id, "not attempted", "", "");
    }
    return List.of(
        id,
        reached.check().passed() ? "ok" : "failed",
        Format.duration(Duration.ofMillis(reached.check().durationMs())),
        reached.stage() == Stage.TEST
            ? "%d of %d tests passed"
                .formatted(checks.test().testsPassed(), checks.test().testsRun())
            : "");
  }

  private static List<String> canary(CanaryCheck canary) {
    return List.of(
        "canary",
        canary.passed() ? "ok" : "failed",
        Format.duration(Duration.ofMillis(canary.durationMs())),
        canary.error().orElse(""));
  }

  private void contracts(String title, Map<String, ContractResult> results) {
    if (results.isEmpty()) {
      return;
    }
    Table table =
        table(
            Column.left("NAME"), Column.left("RESULT"), Column.right("TOOK"), Column.left("ERROR"));
    results.forEach(
        (name, result) ->
            table.add(
                List.of(
                    name,
                    result.passed() ? "ok" : "failed",
                    Format.duration(Duration.ofMillis(result.durationMs())),
                    result.error().orElse(""))));
    section(title, table);
  }

  private void fitness(Map<String, Double> fitness) {
    if (fitness.isEmpty()) {
      return;
    }
    Table table = table(Column.left("FITNESS"), Column.right("VALUE"));
    fitness.forEach(
        (name, value) ->
            table.add(
                List.of(FigureText.name(name), FigureText.value(name, OptionalDouble.of(value)))));
    section("fitness", table);
  }

  private void diagnostics(Diagnostics diagnostics, ViabilityReport report) {
    title("failed at " + diagnostics.stage().id());
    lines.add("  " + SafeText.line(diagnostics.summary()));
    diagnostics.exitCode().ifPresent(code -> lines.add("  exit code " + code));
    diagnostics.limit().ifPresent(limit -> lines.add("  limit exceeded: " + limit.id()));
    Stage at = diagnostics.stage();
    for (Failure failure : diagnostics.failures()) {
      Stage stage = Beyond.stage(failure, report);
      if (stage != at) {
        title("failed at %s, beyond it".formatted(stage.id()));
        at = stage;
      }
      if (failure.file().isEmpty() && failure.error().equals(diagnostics.summary())) {
        continue;
      }
      String place =
          failure
              .file()
              .map(file -> " (" + file + failure.line().map(line -> ":" + line).orElse("") + ")")
              .orElse("");
      lines.add("  - " + SafeText.line(failure.test() + place + ": " + failure.error()));
    }
  }

  private void tails(Diagnostics diagnostics) {
    tail("standard output of the artifact (untrusted)", diagnostics.stdoutTail());
    tail("standard error of the artifact (untrusted)", diagnostics.stderrTail());
  }

  private void changed(ChangedSince changed, int generation) {
    title("changed since generation %d, of the same spec".formatted(changed.generation()));
    if (changed.files().isEmpty()) {
      lines.add("  no file differs");
    }
    int left = MOST_CHANGED_LINES;
    for (FileChange file : changed.files()) {
      if (left <= 0) {
        break;
      }
      lines.add("  " + SafeText.line(ChangedSince.place(file)));
      for (Row row : ChangedSince.rows(file)) {
        if (row.kind() == SideBySide.Kind.SAME || left <= 0) {
          continue;
        }
        left--;
        if (row.before() > 0) {
          lines.add("    - " + SafeText.line(row.old()));
        }
        if (row.after() > 0) {
          lines.add("    + " + SafeText.line(row.now()));
        }
      }
      left--;
    }
    lines.add("  all of it: cambrian diff %d %d".formatted(changed.generation(), generation));
  }

  private void tail(String title, String text) {
    if (!text.isBlank()) {
      title(title);
      SafeText.block(text).lines().forEach(line -> lines.add("  | " + line));
    }
  }

  private void exchanges(List<Asking> exchanges) {
    if (exchanges.isEmpty()) {
      return;
    }
    Table table =
        table(
            Column.left("EXCHANGE"),
            Column.left("MODEL"),
            Column.left("STOPPED"),
            Column.right("IN"),
            Column.right("OUT"),
            Column.right("COST"),
            Column.right("TOOK"),
            Column.left("ANSWER"));
    for (Asking asking : exchanges) {
      Event.LlmAnswered exchange = asking.event();
      table.add(
          List.of(
              exchange.purpose().id() + " " + exchange.ordinal(),
              exchange.producerModel(),
              exchange.stopReason().name().toLowerCase(Locale.ROOT),
              asking.input(),
              asking.output(),
              Format.cost(exchange.costMicroUsd()),
              Format.duration(exchange.elapsed()),
              exchange.answerBlob()));
    }
    section("exchanges", table);
  }

  private void files(List<ArtifactFile> files) {
    if (files.isEmpty()) {
      return;
    }
    Table table = table(Column.right("BYTES"), Column.left("FILE"));
    files.forEach(file -> table.add(List.of(Format.count(file.size()), file.path())));
    section("files", table);
  }

  private static Table table(Column... columns) {
    return new Table(List.of(columns));
  }

  private void section(String title, Table table) {
    title(title);
    int width = session.width();
    table
        .lines(width == Integer.MAX_VALUE ? width : width - 2)
        .forEach(line -> lines.add("  " + line));
  }

  private void title(String title) {
    lines.add("");
    lines.add(style.strong(title));
  }

  private void fact(String name, String value) {
    lines.add("  %-10s %s".formatted(name, SafeText.line(value)));
  }

  /** The whole of one event in a few words. */
  private static final class EventText {

    private EventText() {}

    static String of(Event event) {
      return switch (event) {
        case Event.GenerationStarted e -> e.model();
        case Event.LlmAnswered e ->
            "%s %d by %s".formatted(e.purpose().id(), e.ordinal(), e.producerModel());
        case Event.AnswerRejected e -> e.rule() + ": " + e.reason();
        case Event.ArtifactSealed e -> "%d files".formatted(e.files().size() + 1);
        case Event.VerificationStarted e -> "isolation " + e.isolation();
        case Event.StageFinished e ->
            "%s %s in %s"
                .formatted(
                    e.stage().id(),
                    e.passed() ? "ok" : "failed",
                    Format.duration(Duration.ofMillis(e.durationMs())));
        case Event.VerdictGiven e -> (e.viable() ? "viable " : "non-viable ") + e.summary();
        case Event.VerificationAborted e -> e.kind().id() + ": " + e.reason();
        case Event.GenerationPromoted e -> "";
        case Event.GenerationRolledBack e -> e.kind().id() + ": " + e.reason();
        case Event.BaselineReverseRun e -> reverseRun(e.run());
        case Event.OrganismStarted e -> e.organismId();
        case Event.OrganismStopped e ->
            e.reason() + e.exitCode().map(code -> ", exit " + code).orElse("");
        case Event.SpecRegistered e -> e.title();
        case Event.OfCampaign e -> CampaignText.of(e);
      };
    }
  }
}
