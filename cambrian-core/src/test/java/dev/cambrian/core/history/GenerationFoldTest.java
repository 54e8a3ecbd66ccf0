package dev.cambrian.core.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cambrian.core.event.Event;
import dev.cambrian.core.event.EventCodec;
import dev.cambrian.core.event.RecordedEvent;
import dev.cambrian.core.event.StreamId;
import dev.cambrian.core.llm.TokenUsage;
import dev.cambrian.core.verdict.FailureKind;
import dev.cambrian.core.verdict.Stage;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(ReplaceUnderscores.class)
class GenerationFoldTest {
  private static final Instant START = Instant.parse("2026-11-24T09:00:00.000Z");

  /** The state after these events of generation 1, which happen one second apart. */
  private static GenerationState fold(Event... events) {
    Optional<GenerationState> state = GenerationFold.initial();
    for (int i = 0; i < events.length; i++) {
      state = Optional.of(GenerationFold.evolve(state, recorded(i + 1, events[i])));
    }
    return state.orElseThrow();
  }

  private static GenerationRecord record(Event... events) {
    return fold(events).record();
  }

  private static RecordedEvent recorded(long version, Event event) {
    return new RecordedEvent(
        version,
        new UUID(1, version),
        StreamId.of(event),
        version,
        EventCodec.typeOf(event),
        1,
        START.plusSeconds(version - 1),
        new UUID(2, 2),
        Optional.empty(),
        event,
        "");
  }

  private static Event[] untilSealed() {
    return new Event[] {Growth.started(1), Growth.sealed(1)};
  }

  private static Event[] with(Event[] before, Event... after) {
    Event[] all = java.util.Arrays.copyOf(before, before.length + after.length);
    System.arraycopy(after, 0, all, before.length, after.length);
    return all;
  }

  @Test
  void a_start_takes_the_number() {
    GenerationRecord record = record(Growth.started(1));

    assertThat(record.outcome()).isEqualTo(Outcome.IN_PROGRESS);
    assertThat(record.created()).isEqualTo(START);
    assertThat(record.usage()).isEqualTo(TokenUsage.NONE);
    assertThat(record.costMicroUsd()).isEqualTo(OptionalLong.of(0));
    assertThat(record.completed()).isEmpty();
  }

  @Test
  void an_imported_generation_was_created_and_completed_where_it_was_grown() {
    Instant created = Instant.parse("2026-03-26T14:29:11.974Z");
    Instant completed = created.plusSeconds(34);
    Event started =
        new Event.GenerationStarted(
            1,
            0,
            Growth.SPEC_HASH,
            1,
            Optional.empty(),
            1,
            "claude-x",
            Optional.empty(),
            Optional.of(created));
    Event[] tested =
        new Event[] {
          started, Growth.sealed(1), Growth.verifying(1, "run"), Growth.viable(1, "run")
        };

    GenerationRecord promoted =
        record(
            with(
                tested,
                new Event.GenerationPromoted(1, Growth.ARTIFACT_HASH, Optional.of(completed))));
    GenerationRecord rolledBack =
        record(
            started,
            new Event.GenerationRolledBack(
                1, FailureKind.CANCELLED, "elsewhere", Optional.of(completed)));

    assertThat(promoted.created()).isEqualTo(created);
    assertThat(promoted.completed()).contains(completed);
    assertThat(rolledBack.created()).isEqualTo(created);
    assertThat(rolledBack.completed()).contains(completed);
  }

  @Test
  void tokens_and_money_of_all_exchanges_add_up() {
    GenerationRecord record =
        record(
            Growth.started(1),
            Growth.answered(1, OptionalLong.of(5)),
            Growth.rejected(1),
            Growth.answered(1, OptionalLong.of(7)),
            Growth.sealed(1));

    assertThat(record.usage()).isEqualTo(new TokenUsage(200, 100, 40, 20));
    assertThat(record.costMicroUsd()).isEqualTo(OptionalLong.of(12));
  }

  @Test
  void one_unknown_price_makes_the_cost_unknown_for_good() {
    GenerationRecord record =
        record(
            Growth.started(1),
            Growth.answered(1, OptionalLong.empty()),
            Growth.answered(1, OptionalLong.of(7)));

    assertThat(record.costMicroUsd()).isEmpty();
  }

  @Test
  void an_artifact_without_recorded_exchanges_brings_its_usage_and_no_price() {
    GenerationRecord record = record(untilSealed());

    assertThat(record.usage()).isEqualTo(new TokenUsage(7, 5, 0, 0));
    assertThat(record.costMicroUsd()).isEmpty();
  }

  @Test
  void a_verdict_either_way_is_tested() {
    Event[] verifying = with(untilSealed(), Growth.verifying(1, "run"));

    assertThat(record(with(verifying, Growth.viable(1, "run"))).outcome())
        .isEqualTo(Outcome.TESTED);
    assertThat(record(with(verifying, Growth.nonViable(1, "run"))).outcome())
        .isEqualTo(Outcome.TESTED);
    assertThat(record(with(verifying, Growth.nonViable(1, "run"))).failureStage())
        .contains(Stage.TEST);
  }

  @Test
  void an_aborted_verification_counts_for_nothing_and_can_be_tried_again() {
    GenerationState state =
        fold(
            with(
                untilSealed(),
                Growth.verifying(1, "first"),
                Growth.aborted(1, "first"),
                Growth.verifying(1, "second")));

    assertThat(state.record().outcome()).isEqualTo(Outcome.IN_PROGRESS);
    assertThat(state.record().viable()).isEmpty();
    assertThat(state.openRun()).contains("second");
  }

  @Test
  void a_run_that_a_crash_left_open_ends_with_the_next() {
    GenerationState state =
        fold(with(untilSealed(), Growth.verifying(1, "first"), Growth.verifying(1, "second")));

    assertThat(state.openRun()).contains("second");
    assertThat(
            GenerationFold.refusal(Optional.of(state), Growth.stage(1, "first", Stage.BUILD, true)))
        .contains("run first is not the open verification, that is second");
  }

  @Test
  void a_rollback_may_follow_anything_and_closes() {
    for (Event[] before :
        List.of(
            new Event[] {Growth.started(1)},
            untilSealed(),
            with(untilSealed(), Growth.verifying(1, "run")),
            with(untilSealed(), Growth.verifying(1, "run"), Growth.viable(1, "run")))) {
      GenerationRecord record = record(with(before, Growth.rolledBack(1, FailureKind.CRASHED)));

      assertThat(record.outcome()).isEqualTo(Outcome.FAILED);
      assertThat(record.failure()).contains(FailureKind.CRASHED);
      assertThat(record.completed()).contains(START.plusSeconds(before.length));
    }
  }

  @Test
  void a_rollback_for_time_is_a_timeout() {
    assertThat(record(Growth.started(1), Growth.rolledBack(1, FailureKind.TIMED_OUT)).outcome())
        .isEqualTo(Outcome.TIMEOUT);
  }

  @Test
  void a_reverse_run_follows_a_promotion_and_changes_nothing_else() {
    Event[] promoted = Growth.promotedGeneration(1, 0).toArray(Event[]::new);
    GenerationRecord before = record(promoted);

    for (Event reverse :
        List.of(
            Growth.reverseRun(1, true), Growth.reverseRun(1, false), Growth.reverseRunAborted(1))) {
      GenerationRecord after = record(with(promoted, reverse));

      assertThat(after.reverseRun()).contains(((Event.BaselineReverseRun) reverse).run());
      assertThat(after)
          .usingRecursiveComparison()
          .ignoringFields("version", "reverseRun")
          .isEqualTo(before);
      refused("it has a reverse run", with(promoted, reverse), Growth.reverseRun(1, true));
    }
  }

  @Test
  void what_cannot_follow_is_refused_with_the_reason() {
    Event[] verifying = with(untilSealed(), Growth.verifying(1, "run"));
    Event[] viable = with(verifying, Growth.viable(1, "run"));

    refused("the generation was never started", new Event[0], Growth.sealed(1));
    refused("the generation was never started", new Event[0], Growth.reverseRun(1, true));
    refused("it is not promoted", viable, Growth.reverseRun(1, true));
    refused(
        "it is not promoted",
        with(viable, Growth.rolledBack(1, FailureKind.SUPERSEDED)),
        Growth.reverseRun(1, true));
    refused("the generation was started before", untilSealed(), Growth.started(1));
    refused("the artifact is sealed", untilSealed(), Growth.sealed(1));
    refused("the artifact is sealed", untilSealed(), Growth.answered(1, OptionalLong.of(0)));
    refused("the artifact is sealed", untilSealed(), Growth.rejected(1));
    refused("no artifact is sealed", new Event[] {Growth.started(1)}, Growth.verifying(1, "run"));
    refused("the verdict is given", viable, Growth.verifying(1, "again"));
    refused("run run is not the open verification, that is none", viable, Growth.viable(1, "run"));
    refused("run x is not the open verification, that is run", verifying, Growth.aborted(1, "x"));
    refused(
        "it has no verdict, only a viable generation is promoted", verifying, Growth.promoted(1));
    refused("it is non-viable", with(verifying, Growth.nonViable(1, "run")), Growth.promoted(1));
    refused(
        "the sealed artifact is " + Growth.ARTIFACT_HASH,
        viable,
        new Event.GenerationPromoted(1, Growth.SPEC_HASH));
    refused(
        "the generation is closed as promoted",
        with(viable, Growth.promoted(1)),
        Growth.promoted(1));
    refused(
        "the generation is closed as timeout",
        new Event[] {Growth.started(1), Growth.rolledBack(1, FailureKind.TIMED_OUT)},
        Growth.rolledBack(1, FailureKind.CANCELLED));
  }

  private static void refused(String reason, Event[] before, Event event) {
    assertThatThrownBy(() -> fold(with(before, event)))
        .isInstanceOf(HistoryException.Corrupt.class)
        .hasMessageEndingWith(EventCodec.typeOf(event) + ": " + reason);
  }
}
