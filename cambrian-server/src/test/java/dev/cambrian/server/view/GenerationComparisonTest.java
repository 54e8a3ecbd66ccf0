package dev.cambrian.server.view;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cambrian.core.verdict.Stage;
import dev.cambrian.core.verdict.ViabilityReport;
import dev.cambrian.core.verdict.ViabilityReport.Checks;
import dev.cambrian.core.verdict.ViabilityReport.Diagnostics;
import dev.cambrian.core.verdict.ViabilityReport.HealthCheck;
import dev.cambrian.core.verdict.ViabilityReport.StageCheck;
import dev.cambrian.core.verdict.ViabilityReport.TestCheck;
import dev.cambrian.server.view.GenerationComparison.Better;
import dev.cambrian.server.view.GenerationComparison.Figure;
import dev.cambrian.server.view.GenerationComparison.Result;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayNameGeneration(ReplaceUnderscores.class)
final class GenerationComparisonTest {
  @ParameterizedTest
  @CsvSource({
    "test_pass_rate, 0.5, 1, AFTER",
    "test_pass_rate, 1, 0.5, BEFORE",
    "test_pass_rate, 1, 1, SAME",
    "examiner_pass_rate, 0, 1, AFTER",
    "build_duration_ms, 10, 20, BEFORE",
    "performance_p99_ms, 20, 10, AFTER",
    "performance_late_p99_ms, 20, 10, UNKNOWN",
    "performance_requests_per_second, 100, 90, BEFORE",
    "performance_rss_bytes, 100, 90, AFTER",
    "token_input, 100, 90, AFTER",
    "source_lines, 100, 90, UNKNOWN",
    "tests_passed, 25, 24, UNKNOWN",
    "tests_run, 25, 24, UNKNOWN",
  })
  void it_is_known_of_which_figures_more_is_better(
      String name, double before, double after, Better better) {
    Figure figure = new Figure(name, OptionalDouble.of(before), OptionalDouble.of(after));

    assertThat(figure.better()).isEqualTo(better);
    assertThat(figure.difference()).hasValue(after - before);
  }

  @Test
  void what_one_was_not_measured_by_says_nothing() {
    Figure figure = new Figure("test_pass_rate", OptionalDouble.empty(), OptionalDouble.of(1));

    assertThat(figure.better()).isEqualTo(Better.UNKNOWN);
    assertThat(figure.difference()).isEmpty();
  }

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
