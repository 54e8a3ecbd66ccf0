package dev.cambrian.server.cli;

import dev.cambrian.core.history.GenerationRecord;
import dev.cambrian.core.history.History;
import dev.cambrian.core.llm.TokenUsage;
import dev.cambrian.core.pipeline.GrowthResult;
import dev.cambrian.core.verdict.FailureKind;
import dev.cambrian.core.verdict.ViabilityReport;
import dev.cambrian.core.verdict.ViabilityReport.Checks;
import dev.cambrian.server.home.CambrianHome;
import dev.cambrian.server.reproduce.Link;
import dev.cambrian.server.terminal.FailedNames;
import dev.cambrian.server.terminal.Format;
import dev.cambrian.server.terminal.JsonText;
import dev.cambrian.server.terminal.SafeText;
import dev.cambrian.server.terminal.Style;
import dev.cambrian.server.view.GenerationDetail;
import dev.cambrian.server.view.HistoryView;
import dev.cambrian.server.view.Taken;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** What a growth made, where it is, and what to do next. */
final class GrowthSummary {

  private final Session session;
  private final Style style;
  private final CambrianHome home;
  private final History history;
  private final boolean json;
  private final Path specFile;

  GrowthSummary(Session session, CambrianHome home, History history, boolean json, Path specFile) {
    this.session = session;
    this.style = session.style();
    this.home = home;
    this.history = history;
    this.json = json;
    this.specFile = specFile;
  }

  /** Prints it and tells how the process is to end. */
  ExitStatus show(GrowthResult result) {
    List<GenerationRecord> records =
        result.generations().stream().flatMap(n -> history.generation(n).stream()).toList();
    if (json) {
      session.line(JsonText.line(node(result, records)));
    } else if (result.promoted().isPresent()) {
      promoted(result.promoted().get(), records);
    } else {
      failed(result, records);
    }
    return status(result);
  }

  static ExitStatus status(GrowthResult result) {
    return result.failure().map(Link.Fault::of).map(ExitStatus::of).orElse(ExitStatus.OK);
  }

  private void promoted(int generation, List<GenerationRecord> records) {
    GenerationDetail detail = detail(generation);
    session.line("");
    session.line(style.good("Generation %d is viable and promoted.".formatted(generation)));
    fact("made", "%d files from %s".formatted(detail.files().size(), specFile.getFileName()));
    detail
        .record()
        .artifactRef()
        .ifPresent(ref -> fact("in", home.directory().resolve(ref).toString()));
    detail.record().artifactHash().ifPresent(hash -> fact("hash", hash));
    detail.report().ifPresent(this::stages);
    records.stream()
        .filter(it -> it.failure().filter(GrowthSummary::isUntold).isPresent())
        .forEach(it -> fact("generation " + it.generation(), brief(it, "")));
    spent(records);
    NextSteps next = new NextSteps(session, home);
    next.add("show " + generation, "the generation in full, with its report");
    detail
        .record()
        .retryOf()
        .ifPresent(
            failed ->
                next.add(
                    "diff %d %d".formatted(failed, generation),
                    "what changed since the attempt that failed"));
    next.add("replay " + generation, "rebuild it from its recorded exchanges and compare");
    next.add("log", "the whole history");
    next.add("verify", "check the history through to git and the artifacts");
    next.show();
  }

  private void stages(ViabilityReport report) {
    Checks checks = report.checks();
    fact(
        "stages",
        "manifest %s, build %s, test %s (%d of %d passed), start %s, health %s"
            .formatted(
                took(checks.manifest().durationMs()),
                took(checks.build().durationMs()),
                took(checks.test().durationMs()),
                checks.test().testsPassed(),
                checks.test().testsRun(),
                took(checks.start().durationMs()),
                took(checks.health().durationMs())));
    fact("isolation", report.isolation());
  }

  private static String took(long millis) {
    return Format.duration(Duration.ofMillis(millis));
  }

  private void failed(GrowthResult result, List<GenerationRecord> records) {
    session.line("");
    String kind = result.failure().map(GrowthSummary::named).orElse("failed");
    boolean told = result.failure().filter(GrowthSummary::toldBefore).isPresent();
    session.line(
        style.bad(
            "Nothing was promoted (%s)%s"
                .formatted(kind, told ? "." : ": " + SafeText.line(result.reason()))));
    for (GenerationRecord record : records) {
      fact("generation " + record.generation(), brief(record, result.reason()));
    }
    spent(records);
    if (!records.isEmpty()) {
      NextSteps next = new NextSteps(session, home);
      next.add("show " + records.getLast().generation(), "why, in full");
      next.add("log", "the whole history");
      next.show();
    }
  }

  /** With its class where that is why the process ends as it does. */
  private static String named(FailureKind failure) {
    return ExitStatus.of(Link.Fault.of(failure)) == ExitStatus.INFRASTRUCTURE
        ? "%s, %s".formatted(failure.id(), failure.failureClass().id())
        : failure.id();
  }

  /** The progress has told the reason in full already, with the answer or the verdict. */
  private static boolean toldBefore(FailureKind failure) {
    return switch (failure) {
      case NON_VIABLE, UNREADABLE_ANSWER, INCOMPLETE_ANSWER -> true;
      case SUPERSEDED,
          MODEL_UNAVAILABLE,
          BUDGET_EXHAUSTED,
          CANCELLED,
          CRASHED,
          TIMED_OUT,
          RIG_CRASHED,
          DAEMON_GONE,
          IMAGE_MISSING,
          RESOURCE ->
          false;
    };
  }

  /** The progress tells in full why a generation came too late as well. */
  private static boolean isUntold(FailureKind failure) {
    return failure != FailureKind.SUPERSEDED && !toldBefore(failure);
  }

  /** What became of a generation, by name where a reason was told in full before. */
  private String brief(GenerationRecord record, String toldReason) {
    String what =
        record.failure().map(FailureKind::id).orElse(record.outcome().id())
            + record.failureStage().map(stage -> " at " + stage.id()).orElse("");
    if (record.failure().filter(GrowthSummary::toldBefore).isPresent()) {
      List<String> failed =
          detail(record.generation())
              .report()
              .map(report -> FailedNames.of(report).lines())
              .orElse(List.of());
      return Stream.concat(Stream.of(what), failed.stream()).collect(Collectors.joining("; "));
    }
    return what
        + record.reason().filter(it -> !it.equals(toldReason)).map(it -> ": " + it).orElse("");
  }

  private void spent(List<GenerationRecord> records) {
    Taken taken = taken(records);
    boolean replayed =
        records.stream()
            .allMatch(record -> record.producerModel().orElse("replay:").startsWith("replay:"));
    fact(
        "model",
        records.stream()
            .flatMap(record -> record.producerModel().stream())
            .reduce((earlier, later) -> later)
            .map(model -> model + (replayed ? " (replayed, no model was called)" : " (live)"))
            .orElse("no answer"));
    fact(
        "spent",
        "%s, cost %s, %d %s"
            .formatted(
                taken.tokens(),
                taken.money(),
                records.size(),
                records.size() == 1 ? "generation" : "generations"));
  }

  private Taken taken(List<GenerationRecord> records) {
    HistoryView view = new HistoryView(history);
    return records.stream().map(view::taken).reduce(Taken.NOTHING, Taken::plus);
  }

  private GenerationDetail detail(int generation) {
    return new HistoryView(history)
        .detail(generation)
        .orElseThrow(
            () ->
                new CliException(
                    ExitStatus.INFRASTRUCTURE,
                    "generation %d is not in the history any more".formatted(generation)));
  }

  private void fact(String name, String value) {
    session.line("  %-10s %s".formatted(name, SafeText.line(value)));
  }

  /** What there is to say in a line. */
  private String summary(GrowthResult result, List<GenerationRecord> records) {
    return SafeText.line(
        result
            .promoted()
            .map("generation %d is viable and promoted"::formatted)
            .or(
                () ->
                    records.stream()
                        .reduce((_, later) -> later)
                        .map(
                            last ->
                                "generation %d: %s".formatted(last.generation(), brief(last, ""))))
            .orElseGet(result::reason));
  }

  /** At which stage the last one failed, and by which of its checks. */
  private void failed(ObjectNode node, GenerationRecord last) {
    last.failureStage().ifPresent(stage -> node.put("failure-stage", stage.id()));
    detail(last.generation())
        .report()
        .map(FailedNames::of)
        .ifPresent(
            names -> {
              names.tests().forEach(node.putArray("failed-tests")::add);
              names.contracts().forEach(node.putArray("failed-contracts")::add);
              names.vectors().forEach(node.putArray("failed-vectors")::add);
            });
  }

  private ObjectNode node(GrowthResult result, List<GenerationRecord> records) {
    ObjectNode node = JsonNodeFactory.instance.objectNode().put("event", "result");
    node.put("viable", result.promoted().isPresent());
    result.promoted().ifPresent(generation -> node.put("promoted", generation));
    node.put("summary", summary(result, records));
    result.generations().forEach(node.putArray("generations")::add);
    result
        .failure()
        .ifPresent(
            failure ->
                node.put("failure", failure.id())
                    .put("failure-class", failure.failureClass().id()));
    if (result.failure().isPresent()) {
      node.put("reason", result.reason());
      records.stream().reduce((_, later) -> later).ifPresent(last -> failed(node, last));
    }
    result
        .promoted()
        .flatMap(history::generation)
        .ifPresent(
            record -> {
              record.artifactHash().ifPresent(hash -> node.put("artifact-hash", hash));
              record
                  .artifactRef()
                  .ifPresent(ref -> node.put("artifact", home.directory().resolve(ref).toString()));
              record.isolation().ifPresent(isolation -> node.put("isolation", isolation));
              record.producerModel().ifPresent(model -> node.put("producer-model", model));
            });
    Taken taken = taken(records);
    if (taken.counted()) {
      TokenUsage usage = taken.usage();
      node.putObject("token-usage").put("input", usage.input()).put("output", usage.output());
    }
    taken.cost().ifPresent(cost -> node.put("cost-micro-usd", cost));
    return node.put("home", home.directory().toString());
  }
}
