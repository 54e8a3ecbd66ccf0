package dev.cambrian.server.view;

import dev.cambrian.core.event.Event;
import dev.cambrian.core.event.ReverseRun;
import dev.cambrian.core.json.Json;
import dev.cambrian.core.json.JsonException;
import dev.cambrian.core.llm.LlmAnswer;
import dev.cambrian.core.llm.TokenUsage;
import dev.cambrian.core.verdict.Stage;
import dev.cambrian.server.terminal.Format;
import dev.cambrian.server.view.Happening.Tone;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Tells each event in plain words, which follow the name of whom it is about: purely, and without
 * escaping anything. Of campaigns {@link CampaignSentences} tells.
 */
final class Sentences {
  private static final String REPLAY = "replay";

  private Sentences() {}

  static String of(Event event) {
    return switch (event) {
      case Event.GenerationStarted it -> started(it);
      case Event.LlmAnswered it ->
          answered(
                  it.provider(),
                  it.producerModel(),
                  it.purpose().id() + " " + it.ordinal(),
                  it.elapsed())
              + used(it.provider(), it.usage(), it.usageKnown(), it.costMicroUsd())
              + cut(it.stopReason());
      case Event.AnswerRejected it ->
          "the answer is no artifact (%s%s): %s"
              .formatted(it.rule(), it.path().map(path -> ", " + path).orElse(""), it.reason());
      case Event.ArtifactSealed it ->
          "its code is sealed: %s, %s"
              .formatted(files(it.files().size() + 1), Format.hash(it.artifactHash()));
      case Event.VerificationStarted it ->
          "the rig begins to test it, isolation: " + it.isolation();
      case Event.StageFinished it ->
          "%s %s %s"
              .formatted(
                  it.stage().id(),
                  it.passed() ? "ok in" : "failed after",
                  Format.duration(Duration.ofMillis(it.durationMs())));
      case Event.VerdictGiven it -> verdict(it.viable(), it.failureStage(), it.summary());
      case Event.VerificationAborted it ->
          "the rig gave no verdict (%s): %s".formatted(it.kind().id(), it.reason());
      case Event.GenerationPromoted _ -> "promoted";
      case Event.GenerationRolledBack it ->
          "rolled back (%s): %s".formatted(it.kind().id(), it.reason());
      case Event.BaselineReverseRun it ->
          "the artifact that was promoted before, generation %d, was tested once more: %s"
              .formatted(it.run().baseline(), reverse(it.run()));
      case Event.OrganismStarted it -> "comes to life, isolation: " + it.isolation();
      case Event.OrganismStopped it ->
          "ended: %s%s"
              .formatted(
                  it.reason(), it.exitCode().map(" with exit code %d"::formatted).orElse(""));
      case Event.SpecRegistered it ->
          "registered: %s, version %s, %s".formatted(it.title(), it.version(), it.toolchain().id());
      case Event.OfCampaign it -> CampaignSentences.of(it);
    };
  }

  static Tone tone(Event event) {
    return switch (event) {
      case Event.StageFinished it -> it.passed() ? Tone.PLAIN : Tone.BAD;
      case Event.VerdictGiven it -> it.viable() ? Tone.GOOD : Tone.BAD;
      case Event.GenerationPromoted _ -> Tone.GOOD;
      case Event.GenerationRolledBack _, Event.AnswerRejected _, Event.VerificationAborted _ ->
          Tone.BAD;
      case Event.BaselineReverseRun it ->
          it.run().end().fold(ReverseRun.Judged::viable, _ -> false) ? Tone.PLAIN : Tone.BAD;
      case Event.LlmAnswered it -> tone(it.stopReason());
      case Event.GenerationStarted _,
          Event.ArtifactSealed _,
          Event.VerificationStarted _,
          Event.OrganismStarted _,
          Event.OrganismStopped _,
          Event.SpecRegistered _ ->
          Tone.PLAIN;
      case Event.OfCampaign it -> CampaignSentences.tone(it);
    };
  }

  static Tone tone(LlmAnswer.StopReason reason) {
    return reason == LlmAnswer.StopReason.COMPLETE ? Tone.PLAIN : Tone.BAD;
  }

  private static String started(Event.GenerationStarted it) {
    StringBuilder text = new StringBuilder();
    text.append(
        it.parent() == 0 ? "begins" : "begins, grown by generation %d".formatted(it.parent()));
    text.append(", model ").append(it.model());
    if (it.attempt() > 1) {
      text.append(", attempt ").append(it.attempt());
    }
    if (it.candidate() > 1) {
      text.append(", candidate ").append(it.candidate());
    }
    it.retryOf().ifPresent(other -> text.append(", learning from generation ").append(other));
    it.campaignId().ifPresent(id -> text.append(", for campaign ").append(id));
    return text.toString();
  }

  /** Who answered what, how fast. */
  static String answered(String provider, String model, String what, Duration elapsed) {
    return provider.equals(REPLAY)
        ? "a recorded answer of %s is replayed (%s)".formatted(recorded(model), what)
        : "%s answered (%s) in %s".formatted(model, what, Format.duration(elapsed));
  }

  private static String recorded(String model) {
    return model.startsWith(REPLAY + ":") ? model.substring(REPLAY.length() + 1) : model;
  }

  /** For how much. */
  static String used(String provider, TokenUsage usage, boolean known, OptionalLong cost) {
    String tokens = known ? ": " + Format.tokens(usage) : ": tokens unknown";
    return provider.equals(REPLAY) ? tokens : tokens + ", cost " + Format.cost(cost);
  }

  /** What ended the answer, where that was not its own end. */
  static String cut(LlmAnswer.StopReason reason) {
    return switch (reason) {
      case COMPLETE -> "";
      case TRUNCATED -> "; cut by the output limit";
      case REFUSED -> "; the model declined";
    };
  }

  /**
   * How the canary of the tests ended.
   *
   * @param report as it is stored
   */
  static Optional<String> canary(Optional<byte[]> report) {
    try {
      return report
          .map(it -> Json.parse(it).at("/checks/test/canary"))
          .filter(it -> it.path("duration_ms").isIntegralNumber())
          .map(
              it ->
                  "canary %s %s"
                      .formatted(
                          it.path("passed").asBoolean(false) ? "ok in" : "failed after",
                          Format.duration(Duration.ofMillis(it.get("duration_ms").longValue()))));
    } catch (JsonException unreadable) {
      return Optional.empty();
    }
  }

  static String verdict(boolean viable, Optional<Stage> failed, String summary) {
    return viable
        ? "viable"
        : "not viable, failed at %s: %s"
            .formatted(failed.map(Stage::id).orElse("an unknown stage"), summary);
  }

  private static String reverse(ReverseRun run) {
    return run.end()
        .fold(
            it -> verdict(it.viable(), it.failureStage(), it.summary()),
            it -> "no verdict (%s): %s".formatted(it.kind().id(), it.reason()));
  }

  private static String files(int count) {
    return count == 1 ? "1 file" : Format.count(count) + " files";
  }
}
