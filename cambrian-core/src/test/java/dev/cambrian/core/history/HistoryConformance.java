package dev.cambrian.core.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cambrian.core.event.RecordedEvent;
import dev.cambrian.core.llm.TokenUsage;
import dev.cambrian.core.verdict.FailureKind;
import dev.cambrian.core.verdict.Stage;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

/** What every store does, of generations too; each test fails for one that does nothing. */
@DisplayNameGeneration(ReplaceUnderscores.class)
abstract class HistoryConformance extends CampaignConformance {
  @Test
  void a_generation_is_what_its_events_say() {
    List<RecordedEvent> events = Growth.append(history, Growth.promotedGeneration(1, 0));

    GenerationRecord record = history.generation(1).orElseThrow();
    assertThat(record.outcome()).isEqualTo(Outcome.PROMOTED);
    assertThat(record.version()).isEqualTo(11);
    assertThat(record.correlationId()).isEqualTo(Growth.CAUSE.correlationId());
    assertThat(record.usage()).isEqualTo(new TokenUsage(100, 50, 20, 10));
    assertThat(record.costMicroUsd()).isEqualTo(OptionalLong.of(2_500_000));
    assertThat(record.artifactHash()).contains(Growth.ARTIFACT_HASH);
    assertThat(record.artifactRef()).contains("artifacts/gen-1");
    assertThat(record.producerModel()).contains("claude-x-2026");
    assertThat(record.viable()).contains(true);
    assertThat(record.isolation()).contains("bubblewrap");
    assertThat(record.created()).isEqualTo(events.getFirst().recordedAt());
    assertThat(record.completed()).contains(events.getLast().recordedAt());
    assertThat(record.failure()).isEmpty();
  }

  @Test
  void a_failed_generation_tells_why() {
    Growth.append(history, Growth.failedGeneration(1));

    GenerationRecord record = history.generation(1).orElseThrow();
    assertThat(record.outcome()).isEqualTo(Outcome.FAILED);
    assertThat(record.viable()).contains(false);
    assertThat(record.failureStage()).contains(Stage.TEST);
    assertThat(record.failure()).contains(FailureKind.NON_VIABLE);
    assertThat(record.reason()).contains("because of non-viable");
    assertThat(record.costMicroUsd()).isEmpty();
    assertThat(history.get(record.reportBlob().orElseThrow())).contains(Growth.NON_VIABLE);
  }

  @Test
  void a_verification_that_was_aborted_begins_again_and_its_verdict_alone_counts() {
    Growth.append(history, Growth.started(1), Growth.sealed(1), Growth.verifying(1, "run"));
    Growth.append(
        history,
        Growth.stage(1, "run", Stage.BUILD, true),
        Growth.aborted(1, "run", FailureKind.RIG_CRASHED));
    assertThat(history.generation(1).orElseThrow().outcome()).isEqualTo(Outcome.IN_PROGRESS);
    assertThatThrownBy(() -> Growth.append(history, Growth.viable(1, "run")))
        .isInstanceOf(HistoryException.IllegalTransition.class);
    Growth.append(history, Growth.verifying(1, "run-2"));
    assertThatThrownBy(() -> Growth.append(history, Growth.viable(1, "run")))
        .isInstanceOf(HistoryException.IllegalTransition.class);
    Growth.append(history, Growth.viable(1, "run-2"), Growth.promoted(1));

    GenerationRecord record = history.generation(1).orElseThrow();
    assertThat(record.outcome()).isEqualTo(Outcome.PROMOTED);
    assertThat(record.viable()).contains(true);
    assertThat(record.failure()).isEmpty();
    assertThat(history.read(ONE)).hasSize(8);
  }

  @Test
  void a_generation_may_end_for_any_kind_of_failure_and_only_a_timeout_has_an_outcome_of_its_own() {
    int generation = 0;
    for (FailureKind kind : FailureKind.values()) {
      generation++;
      Growth.append(
          history,
          Growth.started(generation),
          Growth.sealed(generation),
          Growth.verifying(generation, "run"),
          Growth.aborted(generation, "run", kind),
          Growth.rolledBack(generation, kind));

      GenerationRecord record = history.generation(generation).orElseThrow();
      assertThat(record.failure()).contains(kind);
      assertThat(record.viable()).isEmpty();
      assertThat(record.outcome())
          .isEqualTo(kind == FailureKind.TIMED_OUT ? Outcome.TIMEOUT : Outcome.FAILED);
    }
    assertThat(history.generations(0, 100, Optional.of(Outcome.TIMEOUT))).hasSize(1);
  }

  @Test
  void generations_are_listed_from_either_end() {
    Growth.append(history, Growth.promotedGeneration(1, 0));
    Growth.append(history, Growth.failedGeneration(2));
    Growth.append(history, Growth.started(3, 1));
    Growth.append(history, Growth.started(10, 1));

    assertThat(numbers(history.generations(0, 100, Optional.empty()))).containsExactly(1, 2, 3, 10);
    assertThat(numbers(history.generations(1, 2, Optional.empty()))).containsExactly(2, 3);
    assertThat(numbers(history.generations(0, 100, Optional.of(Outcome.IN_PROGRESS))))
        .containsExactly(3, 10);
    assertThat(numbers(history.generations(3, 1, Optional.of(Outcome.IN_PROGRESS))))
        .containsExactly(10);
    assertThat(numbers(history.latest(2))).containsExactly(10, 3);
    assertThat(history.highestGeneration()).isEqualTo(10);
    assertThat(history.generation(4)).isEmpty();
  }

  @Test
  void a_limit_below_one_is_refused() {
    assertThatThrownBy(() -> history.latest(0)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> history.readAll(0, 0)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> history.generations(0, -1, Optional.empty()))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static List<Integer> numbers(List<GenerationRecord> records) {
    return records.stream().map(GenerationRecord::generation).toList();
  }
}
