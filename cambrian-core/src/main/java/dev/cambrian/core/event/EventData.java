package dev.cambrian.core.event;

import dev.cambrian.core.artifact.ArtifactFile;
import dev.cambrian.core.json.Json;
import dev.cambrian.core.llm.LlmAnswer.StopReason;
import dev.cambrian.core.llm.TokenUsage;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Writes the data of events in the newest schema version: members in kebab-case, durations as whole
 * milliseconds, absent members left out.
 */
final class EventData {
  private final ObjectNode node = Json.object();

  EventData() {}

  static ObjectNode of(Event event) {
    return switch (event) {
      case Event.OfCampaign e -> CampaignData.of(e);
      case Event.OfGeneration e -> generationData(e);
      case Event.LlmAnswered e -> answered(e);
      case Event.OrganismStarted e ->
          organism(e).with("organism-id", e.organismId()).with("isolation", e.isolation()).node;
      case Event.OrganismStopped e ->
          organism(e)
              .with("organism-id", e.organismId())
              .withInt("exit-code", e.exitCode())
              .with("reason", e.reason())
              .with("peak-memory-bytes", e.peakMemoryBytes())
              .node;
      case Event.SpecRegistered e ->
          new EventData()
              .with("spec-hash", e.specHash())
              .with("file-name", e.fileName())
              .with("title", e.title())
              .with("version", e.version())
              .with("toolchain", e.toolchain().id())
              .with("spec-blob", e.specBlob())
              .node;
    };
  }

  private static ObjectNode generationData(Event.OfGeneration event) {
    EventData data = new EventData().with("generation", event.generation());
    return switch (event) {
      case Event.GenerationStarted e ->
          data.with("parent", e.parent())
              .with("spec-hash", e.specHash())
              .with("attempt", e.attempt())
              .withInt("retry-of", e.retryOf())
              .with("candidate", e.candidate())
              .with("model", e.model())
              .with("campaign-id", e.campaignId())
              .with("created-at", e.createdAt().map(EventTimes::text))
              .node;
      case Event.AnswerRejected e ->
          data.with("purpose", e.purpose().id())
              .with("ordinal", e.ordinal())
              .with("rule", e.rule())
              .with("reason", e.reason())
              .with("path", e.path())
              .node;
      case Event.ArtifactSealed e ->
          data.with("artifact-hash", e.artifactHash())
              .with("artifact-ref", e.artifactRef())
              .with("producer-model", e.producerModel())
              .with("usage", e.usage())
              .with("manifest-blob", e.manifestBlob())
              .with(e.files())
              .node;
      case Event.VerificationStarted e ->
          data.with("run-id", e.runId()).with("isolation", e.isolation()).node;
      case Event.StageFinished e ->
          data.with("run-id", e.runId())
              .with("stage", e.stage().id())
              .with("passed", e.passed())
              .with("duration-ms", e.durationMs())
              .with("log-blob", e.logBlob())
              .node;
      case Event.VerdictGiven e ->
          data.with("run-id", e.runId())
              .with("viable", e.viable())
              .with("failure-stage", e.failureStage().map(stage -> stage.id()))
              .with("summary", e.summary())
              .with("report-blob", e.reportBlob())
              .node;
      case Event.VerificationAborted e ->
          data.with("run-id", e.runId())
              .with("kind", e.kind().id())
              .with("reason", e.reason())
              .node;
      case Event.GenerationPromoted e ->
          data.with("artifact-hash", e.artifactHash())
              .with("completed-at", e.completedAt().map(EventTimes::text))
              .node;
      case Event.GenerationRolledBack e ->
          data.with("kind", e.kind().id())
              .with("reason", e.reason())
              .with("completed-at", e.completedAt().map(EventTimes::text))
              .node;
      case Event.BaselineReverseRun e -> data.with(e.run()).node;
    };
  }

  private static ObjectNode answered(Event.LlmAnswered e) {
    return new EventData()
        .with("generation", e.generation())
        .with("purpose", e.purpose().id())
        .with("ordinal", e.ordinal())
        .with("provider", e.provider())
        .with("model", e.model())
        .with("producer-model", e.producerModel())
        .with("stop-reason", id(e.stopReason()))
        .with("usage", e.usage())
        .with("usage-known", e.usageKnown())
        .with("cost-micro-usd", e.costMicroUsd())
        .with("elapsed-ms", e.elapsed().toMillis())
        .with("request-blob", e.requestBlob())
        .with("answer-blob", e.answerBlob())
        .with("organism-id", e.organismId())
        .node;
  }

  static String id(StopReason reason) {
    return reason.name().toLowerCase(Locale.ROOT);
  }

  private static EventData organism(Event.OfOrganism event) {
    return new EventData().with("generation", event.generation());
  }

  EventData with(String name, String value) {
    node.put(name, value);
    return this;
  }

  EventData with(String name, long value) {
    node.put(name, value);
    return this;
  }

  EventData with(String name, boolean value) {
    node.put(name, value);
    return this;
  }

  EventData with(String name, Optional<String> value) {
    value.ifPresent(text -> node.put(name, text));
    return this;
  }

  EventData withInt(String name, Optional<Integer> value) {
    value.ifPresent(number -> node.put(name, number));
    return this;
  }

  EventData with(String name, OptionalLong value) {
    value.ifPresent(number -> node.put(name, number));
    return this;
  }

  EventData with(String name, OptionalDouble value) {
    value.ifPresent(number -> node.put(name, number));
    return this;
  }

  EventData with(String name, ObjectNode value) {
    node.set(name, value);
    return this;
  }

  EventData with(String name, TokenUsage usage) {
    node.putObject(name)
        .put("input", usage.input())
        .put("output", usage.output())
        .put("cache-read", usage.cacheRead())
        .put("cache-write", usage.cacheWrite());
    return this;
  }

  private EventData with(ReverseRun run) {
    with("baseline", run.baseline());
    return run.end()
        .fold(
            judged ->
                with("viable", judged.viable())
                    .with("failure-stage", judged.failureStage().map(stage -> stage.id()))
                    .with("summary", judged.summary())
                    .with("report-blob", judged.reportBlob()),
            aborted -> with("kind", aborted.kind().id()).with("reason", aborted.reason()));
  }

  ObjectNode node() {
    return node;
  }

  private EventData with(List<ArtifactFile> files) {
    ArrayNode array = node.putArray("files");
    for (ArtifactFile file : files) {
      array
          .addObject()
          .put("path", file.path())
          .put("size", file.size())
          .put("sha256", file.sha256());
    }
    return this;
  }
}
