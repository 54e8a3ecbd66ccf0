package dev.cambrian.core.trial;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.cambrian.core.pipeline.GrowthResult;
import dev.cambrian.core.verdict.FailureKind;
import dev.cambrian.core.verdict.ViabilityReport;
import dev.cambrian.core.verdict.ViabilityReport.Checks;
import dev.cambrian.core.verdict.ViabilityReport.HealthCheck;
import dev.cambrian.core.verdict.ViabilityReport.StageCheck;
import dev.cambrian.core.verdict.ViabilityReport.Status;
import dev.cambrian.core.verdict.ViabilityReport.TestCheck;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class TrialResultTest {
  private static final GrowthResult PROMOTED =
      new GrowthResult(Optional.of(7), List.of(5, 7), Optional.empty(), "");

  private static final ViabilityReport VIABLE =
      new ViabilityReport(
          7,
          Status.VIABLE,
          Optional.empty(),
          new Checks(
              new StageCheck(true, 1),
              new StageCheck(true, 2),
              new TestCheck(true, 3, 2, 2),
              new StageCheck(true, 4),
              new HealthCheck(true, 5, Map.of(), Map.of(), Map.of())),
          Map.of(),
          Instant.EPOCH,
          Optional.empty(),
          Optional.of("sha256:" + "a".repeat(64)),
          "sha256:" + "b".repeat(64),
          "none");

  private static GrowthResult failed(FailureKind kind) {
    return new GrowthResult(Optional.empty(), List.of(5, 7), Optional.of(kind), "because");
  }

  @Test
  void a_viable_trial_has_the_generation_and_the_report_that_decided_it() {
    TrialResult result = new TrialResult(PROMOTED, Optional.of(VIABLE));

    assertThat(result.viable()).isTrue();
    assertThat(result.counts()).isTrue();
    assertThat(result.generation()).isEqualTo(7);
    assertThat(result.report()).contains(VIABLE);
  }

  @ParameterizedTest
  @EnumSource(value = FailureKind.class, mode = EnumSource.Mode.EXCLUDE, names = "NON_VIABLE")
  void a_report_of_what_ended_without_a_verdict_is_not_handed_on(FailureKind kind) {
    TrialResult result = new TrialResult(failed(kind), Optional.of(VIABLE));

    assertThat(result.report()).isEmpty();
    assertThat(result.viable()).isFalse();
  }

  @Test
  void what_was_judged_has_its_own_report() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new TrialResult(PROMOTED, Optional.empty()));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new TrialResult(failed(FailureKind.NON_VIABLE), Optional.of(VIABLE)));
  }
}
