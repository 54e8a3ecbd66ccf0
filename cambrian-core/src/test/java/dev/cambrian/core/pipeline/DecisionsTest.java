package dev.cambrian.core.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cambrian.core.llm.LlmAnswer.StopReason;
import dev.cambrian.core.pipeline.Decisions.AfterAttempt;
import dev.cambrian.core.verdict.FailureKind;
import dev.cambrian.core.verdict.Stage;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class DecisionsTest {
  private static final GrowthOptions OPTIONS =
      GrowthOptions.of("small").withEscalationModel("large").withMaxRetries(2);

  @Test
  void the_first_viable_candidate_is_promoted() {
    GenerationEnd.Viable first = new GenerationEnd.Viable(2, "sha256:a", 7);

    AfterAttempt next =
        Decisions.afterAttempt(
            OPTIONS,
            1,
            List.of(failedAt(1, Stage.BUILD), first, new GenerationEnd.Viable(3, "sha256:b", 7)));

    assertThat(next).isEqualTo(new AfterAttempt.Promote(first));
  }

  @Test
  void a_failed_candidate_is_retried_with_the_escalation_model() {
    AfterAttempt next = Decisions.afterAttempt(OPTIONS, 1, List.of(failedAt(1, Stage.BUILD)));

    assertThat(next).isInstanceOf(AfterAttempt.Retry.class);
    AfterAttempt.Retry retry = (AfterAttempt.Retry) next;
    assertThat(retry.attempt()).isEqualTo(2);
    assertThat(retry.model()).isEqualTo("large");
    assertThat(retry.basis().generation()).isEqualTo(1);
  }

  @Test
  void the_retry_builds_on_the_candidate_that_came_furthest() {
    AfterAttempt next =
        Decisions.afterAttempt(
            OPTIONS,
            1,
            List.of(failedAt(1, Stage.BUILD), failedAt(2, Stage.HEALTH), failedAt(3, Stage.TEST)));

    assertThat(((AfterAttempt.Retry) next).basis().generation()).isEqualTo(2);
  }

  @Test
  void after_the_last_retry_the_growth_stops_with_the_best_failure() {
    AfterAttempt next =
        Decisions.afterAttempt(
            OPTIONS, 3, List.of(failedAt(8, Stage.HEALTH), failedAt(9, Stage.BUILD)));

    assertThat(next)
        .isEqualTo(new AfterAttempt.Stop(FailureKind.NON_VIABLE, "generation 8 failed at HEALTH"));
  }

  @Test
  void a_failure_that_is_not_the_candidates_is_never_retried() {
    for (FailureKind kind :
        List.of(
            FailureKind.MODEL_UNAVAILABLE,
            FailureKind.BUDGET_EXHAUSTED,
            FailureKind.CANCELLED,
            FailureKind.TIMED_OUT,
            FailureKind.RIG_CRASHED,
            FailureKind.DAEMON_GONE,
            FailureKind.IMAGE_MISSING,
            FailureKind.RESOURCE)) {
      AfterAttempt next =
          Decisions.afterAttempt(
              OPTIONS, 1, List.of(new GenerationEnd.Closed(1, kind, "because", Optional.empty())));

      assertThat(next).isEqualTo(new AfterAttempt.Stop(kind, "because"));
    }
  }

  @Test
  void a_cancelled_growth_is_not_retried_even_if_another_candidate_failed_honestly() {
    AfterAttempt next =
        Decisions.afterAttempt(
            OPTIONS,
            1,
            List.of(
                new GenerationEnd.Closed(2, FailureKind.CANCELLED, "Ctrl-C", Optional.empty()),
                failedAt(1, Stage.TEST)));

    assertThat(next).isEqualTo(new AfterAttempt.Stop(FailureKind.CANCELLED, "Ctrl-C"));
  }

  @Test
  void an_answer_is_repaired_up_to_the_limit_and_a_refusal_never() {
    GrowthOptions two = OPTIONS.withMaxParseRetries(2);

    assertThat(Decisions.repairs(two, StopReason.COMPLETE, 0)).isTrue();
    assertThat(Decisions.repairs(two, StopReason.TRUNCATED, 1)).isTrue();
    assertThat(Decisions.repairs(two, StopReason.COMPLETE, 2)).isFalse();
    assertThat(Decisions.repairs(two, StopReason.REFUSED, 0)).isFalse();
  }

  @Test
  void ordinals_of_all_attempts_candidates_and_repairs_differ() {
    GrowthOptions options = OPTIONS.withCandidates(3).withMaxParseRetries(2);
    FailedGeneration basis = basis(1, Stage.TEST);
    List<Attempt> retries =
        List.of(
            new Attempt(2, 1, "m", Optional.of(basis)),
            new Attempt(2, 3, "m", Optional.of(basis)),
            new Attempt(3, 1, "m", Optional.of(basis)));
    List<Attempt> first =
        List.of(
            new Attempt(1, 1, "m", Optional.empty()),
            new Attempt(1, 2, "m", Optional.empty()),
            new Attempt(1, 3, "m", Optional.empty()));

    assertThat(first.stream().map(attempt -> attempt.ordinal(options))).containsExactly(1, 2, 3);
    assertThat(retries.stream().map(attempt -> attempt.ordinal(options))).containsExactly(1, 3, 4);
    assertThat(first.stream().map(attempt -> attempt.repairOrdinal(options, 2)))
        .containsExactly(2, 4, 6);
    assertThat(retries.stream().map(attempt -> attempt.repairOrdinal(options, 1)))
        .containsExactly(7, 11, 13);
  }

  private static GenerationEnd failedAt(int generation, Stage stage) {
    return new GenerationEnd.Closed(
        generation,
        FailureKind.NON_VIABLE,
        "generation %d failed at %s".formatted(generation, stage),
        Optional.of(basis(generation, stage)));
  }

  private static FailedGeneration basis(int generation, Stage stage) {
    return new FailedGeneration(
        generation, Optional.of(stage), "summary", Optional.empty(), new TreeMap<>());
  }
}
