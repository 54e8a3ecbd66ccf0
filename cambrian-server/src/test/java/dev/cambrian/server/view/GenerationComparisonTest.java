package dev.cambrian.server.view;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cambrian.core.verdict.Stage;
import dev.cambrian.core.verdict.ViabilityReport;
import dev.cambrian.core.verdict.ViabilityReport.CanaryCheck;
import dev.cambrian.core.verdict.ViabilityReport.Checks;
import dev.cambrian.core.verdict.ViabilityReport.ContractResult;
import dev.cambrian.core.verdict.ViabilityReport.Diagnostics;
import dev.cambrian.core.verdict.ViabilityReport.HealthCheck;
import dev.cambrian.core.verdict.ViabilityReport.StageCheck;
import dev.cambrian.core.verdict.ViabilityReport.TestCheck;
import dev.cambrian.server.view.GenerationComparison.Result;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(ReplaceUnderscores.class)
final class GenerationComparisonTest {
  @Test
  void a_build_that_failed_in_no_time_has_failed_and_what_comes_after_was_not_attempted() {
    ViabilityReport report =
        new ViabilityReport(
            1,
            ViabilityReport.Status.NON_VIABLE,
            Optional.of(Stage.BUILD),
            new Checks(
                new StageCheck(true, 1),
                new StageCheck(false, 0),
                TestCheck.NOT_ATTEMPTED,
                StageCheck.NOT_ATTEMPTED,
                HealthCheck.NOT_ATTEMPTED),
            Map.of(),
            Instant.EPOCH,
            Optional.of(
                new Diagnostics(
                    Stage.BUILD,
                    "no compiler",
                    Optional.empty(),
                    Optional.empty(),
                    List.of(),
                    "",
                    "")),
            Optional.empty(),
            "sha256:" + "a".repeat(64),
            "none");

    assertThat(GenerationComparison.stages(Optional.of(report), Optional.empty()))
        .extracting(it -> it.before().result())
        .containsExactly(
            Result.PASSED,
            Result.FAILED,
            Result.NOT_ATTEMPTED,
            Result.NOT_ATTEMPTED,
            Result.NOT_ATTEMPTED);
  }

  /** Of tests that passed, with a canary, or failed, without. */
  private static ViabilityReport report(boolean viable, String baseline) {
    ContractResult passed = new ContractResult(true, 1, Optional.empty());
    return new ViabilityReport(
        1,
        viable ? ViabilityReport.Status.VIABLE : ViabilityReport.Status.NON_VIABLE,
        viable ? Optional.empty() : Optional.of(Stage.TEST),
        new Checks(
            new StageCheck(true, 1),
            new StageCheck(true, 1),
            new TestCheck(
                viable,
                1,
                2,
                viable ? 2 : 1,
                viable
                    ? Optional.of(new CanaryCheck(true, 9, Optional.empty()))
                    : Optional.empty()),
            new StageCheck(true, 1),
            new HealthCheck(true, 1, Map.of(), Map.of(), Map.of(baseline, passed))),
        Map.of(
            "total_duration_ms",
            viable ? 14.0 : 5.0,
            "build_duration_ms",
            viable ? 2_000.0 : 1_000.0,
            "baseline_contract_pass_rate",
            viable ? 0.5 : 1.0),
        Instant.EPOCH,
        viable
            ? Optional.empty()
            : Optional.of(
                new Diagnostics(
                    Stage.TEST, "1 failed", Optional.of(1), Optional.empty(), List.of(), "", "")),
        Optional.empty(),
        "sha256:" + "a".repeat(64),
        "none");
  }

  @Test
  void the_canary_stands_behind_the_tests_where_either_had_one() {
    assertThat(
            GenerationComparison.stages(
                Optional.of(report(true, "a")), Optional.of(report(false, "a"))))
        .extracting(it -> it.name() + " " + it.before().result() + " " + it.after().result())
        .containsSubsequence(
            "test PASSED FAILED", "canary PASSED NOT_ATTEMPTED", "start PASSED PASSED");
  }

  @Test
  void nothing_is_better_between_other_stages_or_other_contracts_or_quicker_for_having_failed() {
    List<Figure> figures =
        Figure.all(Optional.of(report(true, "a")), Optional.of(report(false, "b")));

    assertThat(figures)
        .allSatisfy(
            it -> {
              boolean alike = it.name().equals("build_duration_ms");
              assertThat(it.alike()).as(it.name()).isEqualTo(alike);
              assertThat(it.better()).as(it.name()).isEqualTo(Figure.Better.UNKNOWN);
            });
    assertThat(Figure.all(Optional.of(report(true, "a")), Optional.of(report(true, "a"))))
        .allSatisfy(it -> assertThat(it.alike()).isTrue());
  }
}
