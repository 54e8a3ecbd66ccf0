package dev.cambrian.server.view;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cambrian.core.verdict.Stage;
import dev.cambrian.core.verdict.ViabilityReport;
import dev.cambrian.core.verdict.ViabilityReport.Checks;
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
}
