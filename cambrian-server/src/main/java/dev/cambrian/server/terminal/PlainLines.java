package dev.cambrian.server.terminal;

import dev.cambrian.core.pipeline.GrowthProgress;
import dev.cambrian.core.verdict.Stage;
import dev.cambrian.core.verdict.ViabilityReport.CanaryCheck;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A plain line for each step of a growth that is worth one, and some more for a bad verdict. */
public final class PlainLines {

  private PlainLines() {}

  /** None for what only a live display shows. */
  static List<String> of(GrowthProgress progress) {
    List<String> texts =
        progress instanceof GrowthProgress.Judged judged
            ? judged(judged)
            : text(progress).stream().toList();
    return texts.stream()
        .map(text -> "generation %d: %s".formatted(progress.generation(), SafeText.line(text)))
        .toList();
  }

  /** The verdict, and before it what no other step tells: how the canary of the tests ended. */
  private static List<String> judged(GrowthProgress.Judged judged) {
    List<String> lines = new ArrayList<>();
    canary(judged)
        .map(it -> "canary %s in %s".formatted(ended(it), took(it)))
        .ifPresent(lines::add);
    lines.addAll(verdict(judged));
    return lines;
  }

  /** The check of the test runner, which is the second half of the stage test. */
  static Optional<CanaryCheck> canary(GrowthProgress.Judged judged) {
    return judged.report().checks().test().canary();
  }

  static String ended(CanaryCheck canary) {
    return canary.passed() ? "ok" : "failed";
  }

  static String took(CanaryCheck canary) {
    return Format.duration(Duration.ofMillis(canary.durationMs()));
  }

  /** A stage that runs; the tests run a second time within theirs, which it does not say itself. */
  static String running(Stage stage) {
    return stage == Stage.TEST ? "test and its canary" : stage.id();
  }

  /** The verdict; where it is a bad one, the reason in full and the names of what failed. */
  static List<String> verdict(GrowthProgress.Judged judged) {
    if (judged.viable()) {
      return List.of("viable");
    }
    List<String> lines = new ArrayList<>();
    lines.add(
        "non-viable%s: %s"
            .formatted(
                judged.failureStage().map(stage -> " at " + stage.id()).orElse(""),
                judged.summary()));
    lines.addAll(FailedNames.of(judged.report()).lines());
    return lines;
  }

  /** Why it was rolled back; in full only where nothing before and nothing after tells it. */
  static String rolledBack(GrowthProgress.RolledBack back) {
    return switch (back.kind()) {
      case NON_VIABLE,
          UNREADABLE_ANSWER,
          INCOMPLETE_ANSWER,
          MODEL_UNAVAILABLE,
          BUDGET_EXHAUSTED,
          CANCELLED,
          TIMED_OUT,
          RIG_CRASHED,
          DAEMON_GONE,
          IMAGE_MISSING,
          RESOURCE ->
          "rolled back, " + back.kind().id();
      case SUPERSEDED, CRASHED -> "rolled back, %s: %s".formatted(back.kind().id(), back.reason());
    };
  }

  private static Optional<String> text(GrowthProgress progress) {
    return switch (progress) {
      case GrowthProgress.Started started ->
          Optional.of(
              "attempt %d, candidate %d, %s"
                  .formatted(started.attempt(), started.candidate(), started.model()));
      case GrowthProgress.Asking ask ->
          Optional.of("asking %s: %s %d".formatted(ask.model(), ask.purpose().id(), ask.ordinal()));
      case GrowthProgress.Receiving receiving -> Optional.empty();
      case GrowthProgress.Waiting wait -> Optional.of(waiting(wait));
      case GrowthProgress.Answered answered -> Optional.of(answered(answered));
      case GrowthProgress.Rejected rejected ->
          Optional.of("answer rejected: %s: %s".formatted(rejected.rule(), rejected.reason()));
      case GrowthProgress.Sealed sealed ->
          Optional.of("wrote %s to %s".formatted(files(sealed.files()), sealed.artifact()));
      case GrowthProgress.Verifying verifying ->
          Optional.of("verifying, isolation: " + verifying.isolation());
      case GrowthProgress.VerificationAborted aborted -> Optional.of(aborted(aborted));
      case GrowthProgress.StageStarted stage -> Optional.of(running(stage.stage()) + " ...");
      case GrowthProgress.StageFinished stage ->
          Optional.of(
              "%s %s in %s"
                  .formatted(
                      stage.stage().id(),
                      stage.passed() ? "ok" : "failed",
                      Format.duration(stage.elapsed())));
      case GrowthProgress.Judged judged -> Optional.empty();
      case GrowthProgress.Promoted promoted -> Optional.of("promoted");
      case GrowthProgress.RolledBack back -> Optional.of(rolledBack(back));
    };
  }

  static String aborted(GrowthProgress.VerificationAborted aborted) {
    return "verification aborted (%s): %s; again in %d s (%d of %d)"
        .formatted(
            aborted.kind().id(),
            aborted.reason(),
            aborted.pause().toSeconds(),
            aborted.retry(),
            aborted.retries());
  }

  static String waiting(GrowthProgress.Waiting wait) {
    return wait.expected().isZero()
        ? "waiting: " + wait.reason()
        : "waiting %s: %s".formatted(Format.duration(wait.expected()), wait.reason());
  }

  /** Who answered what, how fast and for how much. */
  public static String answered(GrowthProgress.Answered answered) {
    return answered(answered, "tokens unknown (no count from its provider)");
  }

  /** The same of an answer to an organism, which needs a count, be it estimated. */
  static String answeredToOrganism(GrowthProgress.Answered answered) {
    return answered(
        answered,
        "tokens unknown (no count from its provider; the organism is told the gateway's estimate)");
  }

  private static String answered(GrowthProgress.Answered answered, String unknown) {
    var answer = answered.answer();
    String tokens =
        answer.usageKnown()
            ? "%s tokens in, %s out"
                .formatted(
                    Format.count(answer.usage().input()), Format.count(answer.usage().output()))
            : unknown;
    String cost = answer.replayed() ? "replayed" : "cost " + Format.cost(answered.costMicroUsd());
    return "%s answered by %s in %s, %s, %s"
        .formatted(
            answered.purpose().id(),
            answer.producerModel(),
            Format.duration(answer.elapsed()),
            tokens,
            cost);
  }

  static String files(int count) {
    return count == 1 ? "1 file" : count + " files";
  }
}
