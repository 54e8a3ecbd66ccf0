package dev.cambrian.core.history;

import dev.cambrian.core.event.Event;
import dev.cambrian.core.event.ReverseRun;
import dev.cambrian.core.llm.TokenUsage;
import dev.cambrian.core.verdict.FailureKind;
import dev.cambrian.core.verdict.Stage;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;

/** The next record of a generation while one event is being folded into it. */
final class RecordChange {
  private final GenerationRecord before;
  private final long version;
  private Outcome outcome;
  private Optional<String> producerModel;
  private TokenUsage usage;
  private OptionalLong costMicroUsd;
  private Optional<String> artifactHash;
  private Optional<String> artifactRef;
  private Optional<Boolean> viable;
  private Optional<Stage> failureStage;
  private Optional<String> reportBlob;
  private Optional<Instant> completed;
  Optional<String> isolation;
  Optional<FailureKind> failure;
  Optional<String> reason;
  Optional<ReverseRun> reverseRun;

  RecordChange(GenerationRecord before, long version) {
    this.before = before;
    this.version = version;
    outcome = before.outcome();
    producerModel = before.producerModel();
    usage = before.usage();
    costMicroUsd = before.costMicroUsd();
    artifactHash = before.artifactHash();
    artifactRef = before.artifactRef();
    viable = before.viable();
    failureStage = before.failureStage();
    reportBlob = before.reportBlob();
    completed = before.completed();
    isolation = before.isolation();
    failure = before.failure();
    reason = before.reason();
    reverseRun = before.reverseRun();
  }

  void answered(Event.LlmAnswered event) {
    producerModel = Optional.of(event.producerModel());
    usage = usage.plus(event.usage());
    costMicroUsd =
        costMicroUsd.isPresent() && event.costMicroUsd().isPresent()
            ? OptionalLong.of(costMicroUsd.getAsLong() + event.costMicroUsd().getAsLong())
            : OptionalLong.empty();
  }

  /** An artifact that came without recorded exchanges brings its usage along, but no price. */
  void sealed(Event.ArtifactSealed event) {
    if (producerModel.isEmpty()) {
      usage = event.usage();
      costMicroUsd = usage.equals(TokenUsage.NONE) ? costMicroUsd : OptionalLong.empty();
    }
    producerModel = Optional.of(event.producerModel());
    artifactHash = Optional.of(event.artifactHash());
    artifactRef = Optional.of(event.artifactRef());
  }

  void verdict(Event.VerdictGiven event) {
    outcome = Outcome.TESTED;
    viable = Optional.of(event.viable());
    failureStage = event.failureStage();
    reportBlob = Optional.of(event.reportBlob());
  }

  void closed(Outcome as, Instant at) {
    outcome = as;
    completed = Optional.of(at);
  }

  GenerationRecord record() {
    return new GenerationRecord(
        before.generation(),
        before.parent(),
        before.specHash(),
        outcome,
        version,
        before.correlationId(),
        before.attempt(),
        before.retryOf(),
        before.candidate(),
        before.model(),
        producerModel,
        usage,
        costMicroUsd,
        artifactHash,
        artifactRef,
        viable,
        failureStage,
        reportBlob,
        isolation,
        failure,
        reason,
        before.campaignId(),
        before.created(),
        completed,
        reverseRun);
  }
}
