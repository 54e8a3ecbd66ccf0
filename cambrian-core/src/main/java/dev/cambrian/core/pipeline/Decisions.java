package dev.cambrian.core.pipeline;

import dev.cambrian.core.history.GenerationRecord;
import dev.cambrian.core.llm.LlmAnswer.StopReason;
import dev.cambrian.core.llm.LlmException;
import dev.cambrian.core.verdict.FailureKind;
import dev.cambrian.core.verdict.FailureKind.FailureClass;
import dev.cambrian.core.verdict.Verification;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** What a growth does next: pure functions of what has happened. */
final class Decisions {
  private Decisions() {}

  /** After every candidate of an attempt has ended. */
  sealed interface AfterAttempt {
    /** The first viable one, in the order in which they ended. */
    record Promote(GenerationEnd.Viable winner) implements AfterAttempt {}

    record Retry(int attempt, String model, FailedGeneration basis) implements AfterAttempt {}

    record Stop(FailureKind kind, String reason) implements AfterAttempt {}
  }

  /**
   * @param ends of the candidates, in the order in which they ended; not empty
   */
  static AfterAttempt afterAttempt(GrowthOptions options, int attempt, List<GenerationEnd> ends) {
    for (GenerationEnd end : ends) {
      if (end instanceof GenerationEnd.Viable viable) {
        return new AfterAttempt.Promote(viable);
      }
    }
    List<GenerationEnd.Closed> closed =
        ends.stream().map(end -> (GenerationEnd.Closed) end).toList();
    Optional<FailedGeneration> basis =
        closed.stream()
            .filter(end -> end.kind().failureClass() == FailureClass.CANDIDATE)
            .flatMap(end -> end.basis().stream())
            .max(
                Comparator.comparingInt(FailedGeneration::progress)
                    .thenComparing(FailedGeneration::generation, Comparator.reverseOrder()));
    GenerationEnd.Closed last = closed.getLast();
    Optional<GenerationEnd.Closed> cancelled =
        closed.stream().filter(end -> end.kind() == FailureKind.CANCELLED).findFirst();
    if (cancelled.isPresent() || basis.isEmpty()) {
      GenerationEnd.Closed decisive = cancelled.orElse(last);
      return new AfterAttempt.Stop(decisive.kind(), decisive.reason());
    }
    if (attempt > options.maxRetries()) {
      GenerationEnd.Closed best =
          closed.stream()
              .filter(end -> end.generation() == basis.get().generation())
              .findFirst()
              .orElse(last);
      return new AfterAttempt.Stop(best.kind(), best.reason());
    }
    return new AfterAttempt.Retry(
        attempt + 1, options.escalationModel().orElse(options.model()), basis.get());
  }

  /** Whether an answer that is no artifact is sent back to the same model. */
  static boolean repairs(GrowthOptions options, StopReason stopReason, int repairsDone) {
    return stopReason != StopReason.REFUSED && repairsDone < options.maxParseRetries();
  }

  /** Why a generation ends whose last answer is no artifact. */
  static FailureKind unusable(StopReason stopReason) {
    return switch (stopReason) {
      case COMPLETE -> FailureKind.UNREADABLE_ANSWER;
      case TRUNCATED, REFUSED -> FailureKind.INCOMPLETE_ANSWER;
    };
  }

  static FailureKind noAnswer(LlmException exception) {
    return switch (exception) {
      case LlmException.Unavailable unavailable -> FailureKind.MODEL_UNAVAILABLE;
      case LlmException.Refused refused -> FailureKind.MODEL_UNAVAILABLE;
      case LlmException.NotRecorded notRecorded -> FailureKind.MODEL_UNAVAILABLE;
      case LlmException.BudgetExhausted budgetExhausted -> FailureKind.BUDGET_EXHAUSTED;
      case LlmException.Interrupted interrupted -> FailureKind.CANCELLED;
    };
  }

  /** After a verification that ended without a verdict. */
  sealed interface AfterAbort {
    /**
     * @param pause before it begins again
     * @param retry from 1
     */
    record Again(Duration pause, int retry) implements AfterAbort {}

    record Stop(FailureKind kind, String reason) implements AfterAbort {}
  }

  /**
   * What makes the rig crash or hang twice is taken to be the artifact itself, so that hostile code
   * wears nobody out; still it has no verdict.
   *
   * @param aborts of one artifact, in their order; not empty
   */
  static AfterAbort afterAbort(GrowthOptions options, List<Verification.Aborted> aborts) {
    Verification.Aborted last = aborts.getLast();
    List<FailureKind> breakdowns =
        aborts.stream().map(Verification.Aborted::kind).filter(Decisions::isBreakdown).toList();
    if (breakdowns.size() > 1) {
      String what =
          breakdowns.stream().distinct().count() > 1
              ? "the rig crashed or timed out"
              : last.kind() == FailureKind.TIMED_OUT ? "the rig timed out" : "the rig crashed";
      return new AfterAbort.Stop(
          last.kind(), "%s; %s twice on this artifact".formatted(last.reason(), what));
    }
    if (!mayMend(last.kind())) {
      return new AfterAbort.Stop(last.kind(), last.reason());
    }
    if (aborts.size() > options.infrastructureRetries()) {
      return new AfterAbort.Stop(
          last.kind(),
          aborts.size() == 1
              ? last.reason()
              : "%s; tried %d times".formatted(last.reason(), aborts.size()));
    }
    return new AfterAbort.Again(backOff(aborts.size()), aborts.size());
  }

  /** 1, 5, 25, 60, 60, … s. */
  private static Duration backOff(int retry) {
    return Duration.ofSeconds(Math.min(60, Math.round(Math.pow(5, retry - 1))));
  }

  private static boolean isBreakdown(FailureKind kind) {
    return kind == FailureKind.RIG_CRASHED || kind == FailureKind.TIMED_OUT;
  }

  /** Whether it can go away by waiting. */
  private static boolean mayMend(FailureKind kind) {
    return switch (kind) {
      case RIG_CRASHED, DAEMON_GONE, TIMED_OUT, RESOURCE, CRASHED, MODEL_UNAVAILABLE -> true;
      case IMAGE_MISSING, CANCELLED, SUPERSEDED, BUDGET_EXHAUSTED -> false;
      case NON_VIABLE, UNREADABLE_ANSWER, INCOMPLETE_ANSWER -> false;
    };
  }

  /** How a generation whose process died is closed. */
  sealed interface Closing {
    /** The archive is brought up to date with what the history says; nothing is appended. */
    record Settle() implements Closing {}

    record Promote() implements Closing {}

    record RollBack(FailureKind kind, String reason) implements Closing {}
  }

  /**
   * @param promotedSibling another generation of the same growth that is promoted or is going to be
   */
  static Closing closing(GenerationRecord record, Optional<Integer> promotedSibling) {
    return switch (record.outcome()) {
      case PROMOTED, FAILED, TIMEOUT -> new Closing.Settle();
      case IN_PROGRESS ->
          new Closing.RollBack(
              FailureKind.CRASHED, "the process that grew it ended before there was a verdict");
      case TESTED -> {
        if (!record.viable().orElse(false)) {
          yield new Closing.RollBack(
              FailureKind.NON_VIABLE,
              record.failureStage().map(stage -> "failed at " + stage.id()).orElse("non-viable"));
        }
        yield promotedSibling.isPresent()
            ? new Closing.RollBack(
                FailureKind.SUPERSEDED,
                "generation %d was promoted".formatted(promotedSibling.get()))
            : new Closing.Promote();
      }
    };
  }
}
