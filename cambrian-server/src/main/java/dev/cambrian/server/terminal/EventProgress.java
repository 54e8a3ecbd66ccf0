package dev.cambrian.server.terminal;

import dev.cambrian.core.event.Event;
import dev.cambrian.core.json.Json;
import dev.cambrian.core.llm.LlmAnswer;
import dev.cambrian.core.pipeline.GrowthProgress;
import dev.cambrian.core.verdict.Stage;
import dev.cambrian.core.verdict.ViabilityReport;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.UnaryOperator;
import tools.jackson.databind.node.ObjectNode;

/** Shows on a display what the history tells of generations and organisms. */
public final class EventProgress {
  private static final List<Stage> STAGES = List.of(Stage.values());

  private final ProgressDisplay display;
  private final Reports reports;
  private final UnaryOperator<Path> places;

  /** Where the reports of verdicts are. */
  @FunctionalInterface
  public interface Reports {
    /** The report of a verdict; empty where it cannot be had. */
    Optional<ViabilityReport> of(Event.VerdictGiven verdict);
  }

  /**
   * @param places how the place of an artifact within its home is shown
   */
  public EventProgress(ProgressDisplay display, Reports reports, UnaryOperator<Path> places) {
    this.display = display;
    this.reports = reports;
    this.places = places;
  }

  /**
   * A generation goes on.
   *
   * @param correlation of the event: the growth, or the organism that grows it
   * @param age of the event, at least 0
   */
  public void generation(Event.OfGeneration event, UUID correlation, Duration age) {
    int generation = event.generation();
    switch (event) {
      case Event.GenerationStarted it -> started(it, correlation, age);
      case Event.AnswerRejected it ->
          display.past(new GrowthProgress.Rejected(generation, it.rule(), it.reason()), age);
      case Event.ArtifactSealed it ->
          display.past(
              new GrowthProgress.Sealed(
                  generation,
                  places.apply(Path.of(it.artifactRef())),
                  // With its manifest.
                  it.files().size() + 1),
              age);
      case Event.VerificationStarted it -> {
        display.past(new GrowthProgress.Verifying(generation, it.isolation()), age);
        display.past(new GrowthProgress.StageStarted(generation, Stage.MANIFEST), age);
      }
      case Event.StageFinished it -> {
        display.past(
            new GrowthProgress.StageFinished(
                generation, it.stage(), it.passed(), Duration.ofMillis(it.durationMs())),
            age);
        next(it)
            .ifPresent(
                stage -> display.past(new GrowthProgress.StageStarted(generation, stage), age));
      }
      case Event.VerdictGiven it ->
          reports
              .of(it)
              .ifPresentOrElse(
                  report ->
                      display.past(
                          new GrowthProgress.Judged(
                              generation, it.viable(), it.failureStage(), it.summary(), report),
                          age),
                  () -> unreported(it, correlation));
      case Event.VerificationAborted it ->
          display.note(
              "generation %d: verification aborted (%s): %s"
                  .formatted(generation, it.kind().id(), it.reason()),
              node("verification-aborted", generation, correlation)
                  .put("failure", it.kind().id())
                  .put("reason", it.reason()));
      case Event.GenerationPromoted _ -> display.past(new GrowthProgress.Promoted(generation), age);
      case Event.GenerationRolledBack it ->
          display.past(new GrowthProgress.RolledBack(generation, it.kind(), it.reason()), age);
      case Event.BaselineReverseRun _ -> {}
    }
  }

  private void started(Event.GenerationStarted it, UUID correlation, Duration age) {
    if (it.parent() == 0) {
      display.past(
          new GrowthProgress.Started(it.generation(), it.attempt(), it.candidate(), it.model()),
          age);
    } else {
      display.note(
          "generation %d: spawned by generation %d".formatted(it.generation(), it.parent()),
          node("spawned", it.generation(), correlation).put("parent", it.parent()));
    }
  }

  private void unreported(Event.VerdictGiven it, UUID correlation) {
    display.note(
        "generation %d: %s%s"
            .formatted(
                it.generation(),
                it.viable() ? "viable" : "non-viable",
                it.failureStage()
                    .map(stage -> " at %s: %s".formatted(stage.id(), it.summary()))
                    .orElse("")),
        node("judged", it.generation(), correlation).put("viable", it.viable()));
  }

  /** The rig goes on after a failure only from the tests on. */
  private static Optional<Stage> next(Event.StageFinished finished) {
    int position = finished.stage().position();
    boolean goesOn = finished.passed() || finished.stage() == Stage.TEST;
    return goesOn && position < STAGES.size()
        ? Optional.of(STAGES.get(position))
        : Optional.empty();
  }

  /** An answer came, to the core or to an organism. */
  public void answered(Event.LlmAnswered it, Duration age) {
    LlmAnswer answer =
        new LlmAnswer(
            "",
            it.provider(),
            it.producerModel(),
            it.stopReason(),
            it.usage(),
            it.usageKnown(),
            it.elapsed());
    GrowthProgress.Answered progress =
        new GrowthProgress.Answered(
            Math.max(1, it.generation()), it.purpose(), answer, it.costMicroUsd());
    if (it.organismId().isEmpty()) {
      display.past(progress, age);
      return;
    }
    UUID organism = UUID.fromString(it.organismId().get());
    ObjectNode node =
        node("organism-answered", it.generation(), organism)
            .put("purpose", it.purpose().id())
            .put("ordinal", it.ordinal())
            .put("producer-model", it.producerModel())
            .put("elapsed-ms", it.elapsed().toMillis());
    it.costMicroUsd().ifPresent(cost -> node.put("cost-micro-usd", cost));
    display.work(new WorkProgress.Spent(it.usage(), it.usageKnown(), it.costMicroUsd()));
    organism(it.generation(), PlainLines.answeredToOrganism(progress), node);
  }

  /** An organism begins or ends. */
  public void organism(Event.OfOrganism event) {
    switch (event) {
      case Event.OrganismStarted it -> {
        UUID id = UUID.fromString(it.organismId());
        organism(
            it.generation(),
            "lives as %s, isolation: %s".formatted(id, it.isolation()),
            node("organism-started", it.generation(), id).put("isolation", it.isolation()));
      }
      case Event.OrganismStopped it -> {
        ObjectNode node =
            node("organism-stopped", it.generation(), UUID.fromString(it.organismId()))
                .put("reason", it.reason());
        it.exitCode().ifPresent(code -> node.put("exit-code", code));
        organism(
            it.generation(),
            "ended: %s%s"
                .formatted(
                    it.reason(), it.exitCode().map(" with exit code %d"::formatted).orElse("")),
            node);
      }
    }
  }

  /** Something about the organism of a generation. */
  public void organism(int generation, String line, ObjectNode node) {
    display.note("organism of generation %d: %s".formatted(generation, line), node);
  }

  /** What a note about an organism, or what it grows, is for programs. */
  public static ObjectNode node(String event, int generation, UUID organism) {
    return Json.object()
        .put("event", event)
        .put("generation", generation)
        .put("organism", organism.toString());
  }
}
