package dev.cambrian.server.terminal;

import dev.cambrian.core.pipeline.GrowthProgress;
import java.util.Optional;

/** One plain line for each step of a growth that is worth one. */
final class PlainLines {

  private PlainLines() {}

  /** Empty for what only a live display shows. */
  static Optional<String> of(GrowthProgress progress) {
    return text(progress)
        .map(text -> "generation %d: %s".formatted(progress.generation(), SafeText.line(text)));
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
      case GrowthProgress.StageStarted stage -> Optional.of(stage.stage().id() + " ...");
      case GrowthProgress.StageFinished stage ->
          Optional.of(
              "%s %s in %s"
                  .formatted(
                      stage.stage().id(),
                      stage.passed() ? "ok" : "failed",
                      Format.duration(stage.elapsed())));
      case GrowthProgress.Judged judged ->
          Optional.of(
              judged.viable()
                  ? "viable"
                  : "non-viable, %s"
                      .formatted(
                          judged.failureStage().map(s -> s.id() + ": ").orElse("")
                              + judged.summary()));
      case GrowthProgress.Promoted promoted -> Optional.of("promoted");
      case GrowthProgress.RolledBack back ->
          Optional.of("rolled back, %s: %s".formatted(back.kind().id(), back.reason()));
    };
  }

  static String waiting(GrowthProgress.Waiting wait) {
    return wait.expected().isZero()
        ? "waiting: " + wait.reason()
        : "waiting %s: %s".formatted(Format.duration(wait.expected()), wait.reason());
  }

  static String answered(GrowthProgress.Answered answered) {
    var answer = answered.answer();
    String tokens =
        answer.usageKnown()
            ? "%s tokens in, %s out"
                .formatted(
                    Format.count(answer.usage().input()), Format.count(answer.usage().output()))
            : "tokens unknown";
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
