package dev.cambrian.core.history;

import dev.cambrian.core.event.Event;
import dev.cambrian.core.event.EventCodec;
import dev.cambrian.core.event.RecordedEvent;
import dev.cambrian.core.event.StreamId;
import dev.cambrian.core.llm.TokenUsage;
import dev.cambrian.core.verdict.FailureKind;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Makes the events of one generation into its state, purely. What may follow what:
 *
 * <ul>
 *   <li>{@code generation.started} comes first and once; nothing else follows a promotion, and
 *       nothing a rollback;
 *   <li>answers come before the artifact is sealed, which happens once;
 *   <li>a verification starts once there is an artifact and until there is a verdict; a new run
 *       ends one that a crash left open; stages, verdict and abort belong to the run that is open;
 *   <li>a promotion follows a viable verdict and names the sealed artifact;
 *   <li>a rollback may follow anything that is not closed;
 *   <li>one reverse run of the baseline follows a promotion.
 * </ul>
 */
final class GenerationFold {
  private GenerationFold() {}

  /** Before the first event there is no generation. */
  static Optional<GenerationState> initial() {
    return Optional.empty();
  }

  /**
   * @throws HistoryException.Corrupt if the event cannot follow
   */
  static GenerationState evolve(Optional<GenerationState> before, RecordedEvent recorded) {
    Event event = recorded.event();
    refusal(before, event)
        .ifPresent(
            reason -> {
              throw new HistoryException.Corrupt(
                  "event %d: %s cannot take %s: %s"
                      .formatted(recorded.position(), recorded.stream(), recorded.type(), reason));
            });
    if (before.isEmpty()) {
      return new GenerationState(
          started((Event.GenerationStarted) event, recorded), Optional.empty());
    }
    return next(before.get(), event, recorded);
  }

  /** Why the event cannot follow; empty if it can. */
  static Optional<String> refusal(Optional<GenerationState> before, Event event) {
    if (StreamId.of(event).generation().isEmpty()) {
      throw noGeneration(event);
    }
    if (before.isEmpty()) {
      return event instanceof Event.GenerationStarted
          ? Optional.empty()
          : Optional.of("the generation was never started");
    }
    GenerationRecord record = before.get().record();
    if (record.outcome().closed() && !(event instanceof Event.BaselineReverseRun)) {
      return Optional.of("the generation is closed as " + record.outcome().id());
    }
    return switch (event) {
      case Event.GenerationStarted e -> Optional.of("the generation was started before");
      case Event.LlmAnswered e -> beforeSealing(record);
      case Event.AnswerRejected e -> beforeSealing(record);
      case Event.ArtifactSealed e -> beforeSealing(record);
      case Event.VerificationStarted e -> {
        if (record.artifactHash().isEmpty()) {
          yield Optional.of("no artifact is sealed");
        }
        yield record.viable().map(viable -> "the verdict is given");
      }
      case Event.StageFinished e -> ofOpenRun(before.get(), e.runId());
      case Event.VerdictGiven e -> ofOpenRun(before.get(), e.runId());
      case Event.VerificationAborted e -> ofOpenRun(before.get(), e.runId());
      case Event.GenerationPromoted e -> {
        if (!record.viable().orElse(false)) {
          yield Optional.of(
              record.viable().isPresent()
                  ? "it is non-viable"
                  : "it has no verdict, only a viable generation is promoted");
        }
        yield record.artifactHash().equals(Optional.of(e.artifactHash()))
            ? Optional.empty()
            : Optional.of("the sealed artifact is " + record.artifactHash().orElse("none"));
      }
      case Event.GenerationRolledBack e -> Optional.empty();
      case Event.BaselineReverseRun e -> {
        if (record.outcome() != Outcome.PROMOTED) {
          yield Optional.of("it is not promoted");
        }
        yield record.reverseRun().map(run -> "it has a reverse run");
      }
      case Event.OfOrganism e -> throw noGeneration(e);
      case Event.OfSpec e -> throw noGeneration(e);
      case Event.OfCampaign e -> throw noGeneration(e);
    };
  }

  private static IllegalArgumentException noGeneration(Event event) {
    return new IllegalArgumentException(
        "%s of %s is no event of a generation"
            .formatted(EventCodec.typeOf(event), StreamId.of(event)));
  }

  private static Optional<String> beforeSealing(GenerationRecord record) {
    return record.artifactHash().map(hash -> "the artifact is sealed");
  }

  private static Optional<String> ofOpenRun(GenerationState state, String runId) {
    if (state.openRun().equals(Optional.of(runId))) {
      return Optional.empty();
    }
    return Optional.of(
        "run %s is not the open verification, that is %s"
            .formatted(runId, state.openRun().orElse("none")));
  }

  private static GenerationRecord started(Event.GenerationStarted event, RecordedEvent recorded) {
    return new GenerationRecord(
        event.generation(),
        event.parent(),
        event.specHash(),
        Outcome.IN_PROGRESS,
        recorded.version(),
        recorded.correlationId(),
        event.attempt(),
        event.retryOf(),
        event.candidate(),
        event.model(),
        Optional.empty(),
        TokenUsage.NONE,
        OptionalLong.of(0),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        event.campaignId(),
        event.createdAt().orElse(recorded.recordedAt()),
        Optional.empty(),
        Optional.empty());
  }

  private static GenerationState next(GenerationState before, Event event, RecordedEvent recorded) {
    RecordChange change = new RecordChange(before.record(), recorded.version());
    Optional<String> openRun = before.openRun();
    switch (event) {
      case Event.GenerationStarted e ->
          throw new IllegalStateException("a second start was refused");
      case Event.LlmAnswered e -> change.answered(e);
      case Event.AnswerRejected e -> {}
      case Event.ArtifactSealed e -> change.sealed(e);
      case Event.VerificationStarted e -> {
        change.isolation = Optional.of(e.isolation());
        openRun = Optional.of(e.runId());
      }
      case Event.StageFinished e -> {}
      case Event.VerdictGiven e -> {
        change.verdict(e);
        openRun = Optional.empty();
      }
      case Event.VerificationAborted e -> openRun = Optional.empty();
      case Event.GenerationPromoted e ->
          change.closed(Outcome.PROMOTED, e.completedAt().orElse(recorded.recordedAt()));
      case Event.GenerationRolledBack e -> {
        change.failure = Optional.of(e.kind());
        change.reason = Optional.of(e.reason());
        change.closed(
            e.kind() == FailureKind.TIMED_OUT ? Outcome.TIMEOUT : Outcome.FAILED,
            e.completedAt().orElse(recorded.recordedAt()));
        openRun = Optional.empty();
      }
      case Event.BaselineReverseRun e -> change.reverseRun = Optional.of(e.run());
      case Event.OfOrganism e -> throw noGeneration(e);
      case Event.OfSpec e -> throw noGeneration(e);
      case Event.OfCampaign e -> throw noGeneration(e);
    }
    return new GenerationState(change.record(), openRun);
  }

  /** The type's stored name and why it is refused, for an append. */
  static void check(Optional<GenerationState> before, Event event) {
    refusal(before, event)
        .ifPresent(
            reason -> {
              throw new HistoryException.IllegalTransition(
                  StreamId.of(event), EventCodec.typeOf(event), reason);
            });
  }
}
