package dev.cambrian.core.event;

import dev.cambrian.core.artifact.ArtifactFile;
import dev.cambrian.core.json.Members;
import dev.cambrian.core.llm.LlmAnswer.StopReason;
import dev.cambrian.core.llm.Purpose;
import dev.cambrian.core.llm.TokenUsage;
import dev.cambrian.core.spec.Toolchain;
import dev.cambrian.core.verdict.FailureKind;
import dev.cambrian.core.verdict.Stage;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** Reads the data of every event type in its newest schema version. */
final class EventReaders {
  private static final Map<String, Function<Members, Event>> BY_TYPE = byType();

  private EventReaders() {}

  /** By stored name, in the order in which a generation, then a campaign lives. */
  static Map<String, Function<Members, Event>> all() {
    return BY_TYPE;
  }

  private static Map<String, Function<Members, Event>> byType() {
    Map<String, Function<Members, Event>> readers = new LinkedHashMap<>();
    readers.put("generation.started", EventReaders::generationStarted);
    readers.put("llm.answered", EventReaders::llmAnswered);
    readers.put("answer.rejected", EventReaders::answerRejected);
    readers.put("artifact.sealed", EventReaders::artifactSealed);
    readers.put("verification.started", EventReaders::verificationStarted);
    readers.put("stage.finished", EventReaders::stageFinished);
    readers.put("verdict.given", EventReaders::verdictGiven);
    readers.put("verification.aborted", EventReaders::verificationAborted);
    readers.put("generation.promoted", EventReaders::generationPromoted);
    readers.put("generation.rolled-back", EventReaders::generationRolledBack);
    readers.put("baseline.reverse-run", EventReaders::baselineReverseRun);
    readers.put("organism.started", EventReaders::organismStarted);
    readers.put("organism.stopped", EventReaders::organismStopped);
    readers.put("spec.registered", EventReaders::specRegistered);
    readers.putAll(CampaignReaders.all());
    return Collections.unmodifiableMap(readers);
  }

  private static Event generationStarted(Members data) {
    return new Event.GenerationStarted(
        generation(data),
        data.requireInt("parent", 0),
        data.requireString("spec-hash"),
        data.requireInt("attempt", 1),
        data.optionalInt("retry-of", 1),
        data.requireInt("candidate", 1),
        data.requireString("model"),
        data.optionalString("campaign-id"),
        EventTimes.optional(data, "created-at"));
  }

  private static Event llmAnswered(Members data) {
    return new Event.LlmAnswered(
        data.requireInt("generation", 0),
        data.requireNamed("purpose", Purpose::of),
        data.requireInt("ordinal", 1),
        data.requireString("provider"),
        data.requireString("model"),
        data.requireString("producer-model"),
        data.requireNamed("stop-reason", EventReaders::stopReason),
        usage(data),
        data.requireBoolean("usage-known"),
        data.optionalLong("cost-micro-usd", 0),
        Duration.ofMillis(data.requireLong("elapsed-ms", 0)),
        data.requireString("request-blob"),
        data.requireString("answer-blob"),
        data.optionalString("organism-id"));
  }

  private static Event answerRejected(Members data) {
    return new Event.AnswerRejected(
        generation(data),
        data.requireNamed("purpose", Purpose::of),
        data.requireInt("ordinal", 1),
        data.requireString("rule"),
        data.requireString("reason"),
        data.optionalString("path"));
  }

  private static Event artifactSealed(Members data) {
    List<ArtifactFile> files =
        data.requireObjects("files").stream()
            .map(
                file ->
                    new ArtifactFile(
                        file.requireString("path"),
                        file.requireLong("size", 0),
                        file.requireString("sha256")))
            .toList();
    return new Event.ArtifactSealed(
        generation(data),
        data.requireString("artifact-hash"),
        data.requireString("artifact-ref"),
        data.requireString("producer-model"),
        usage(data),
        data.requireString("manifest-blob"),
        files);
  }

  private static Event verificationStarted(Members data) {
    return new Event.VerificationStarted(
        generation(data), data.requireString("run-id"), data.requireString("isolation"));
  }

  private static Event stageFinished(Members data) {
    return new Event.StageFinished(
        generation(data),
        data.requireString("run-id"),
        data.requireNamed("stage", Stage::of),
        data.requireBoolean("passed"),
        data.requireLong("duration-ms", 0),
        data.optionalString("log-blob"));
  }

  private static Event verdictGiven(Members data) {
    return new Event.VerdictGiven(
        generation(data),
        data.requireString("run-id"),
        data.requireBoolean("viable"),
        data.optionalNamed("failure-stage", Stage::of),
        data.requireString("summary"),
        data.requireString("report-blob"));
  }

  private static Event verificationAborted(Members data) {
    return new Event.VerificationAborted(
        generation(data),
        data.requireString("run-id"),
        data.requireNamed("kind", FailureKind::of),
        data.requireString("reason"));
  }

  private static Event generationPromoted(Members data) {
    return new Event.GenerationPromoted(
        generation(data),
        data.requireString("artifact-hash"),
        EventTimes.optional(data, "completed-at"));
  }

  private static Event generationRolledBack(Members data) {
    return new Event.GenerationRolledBack(
        generation(data),
        data.requireNamed("kind", FailureKind::of),
        data.requireString("reason"),
        EventTimes.optional(data, "completed-at"));
  }

  private static Event baselineReverseRun(Members data) {
    if (data.has("viable") == data.has("kind")) {
      throw new IllegalArgumentException("either viable or kind must be there");
    }
    ReverseRun.End end =
        data.has("viable")
            ? new ReverseRun.Judged(
                data.requireBoolean("viable"),
                data.optionalNamed("failure-stage", Stage::of),
                data.requireString("summary"),
                data.requireString("report-blob"))
            : new ReverseRun.Aborted(
                data.requireNamed("kind", FailureKind::of), data.requireString("reason"));
    return new Event.BaselineReverseRun(
        generation(data), new ReverseRun(data.requireInt("baseline", 1), end));
  }

  private static Event organismStarted(Members data) {
    return new Event.OrganismStarted(
        data.requireInt("generation", 0),
        data.requireString("organism-id"),
        data.requireString("isolation"));
  }

  private static Event organismStopped(Members data) {
    return new Event.OrganismStopped(
        data.requireInt("generation", 0),
        data.requireString("organism-id"),
        data.optionalInt("exit-code", Integer.MIN_VALUE),
        data.requireString("reason"),
        data.optionalLong("peak-memory-bytes", 0));
  }

  private static Event specRegistered(Members data) {
    return new Event.SpecRegistered(
        data.requireString("spec-hash"),
        data.requireString("file-name"),
        data.requireString("title"),
        data.requireString("version"),
        data.requireNamed("toolchain", Toolchain::of),
        data.requireString("spec-blob"));
  }

  private static int generation(Members data) {
    return data.requireInt("generation", 1);
  }

  static TokenUsage usage(Members data) {
    Members usage = data.requireObject("usage");
    return new TokenUsage(
        usage.requireLong("input", 0),
        usage.requireLong("output", 0),
        usage.requireLong("cache-read", 0),
        usage.requireLong("cache-write", 0));
  }

  static Optional<StopReason> stopReason(String id) {
    for (StopReason reason : StopReason.values()) {
      if (EventData.id(reason).equals(id)) {
        return Optional.of(reason);
      }
    }
    return Optional.empty();
  }
}
