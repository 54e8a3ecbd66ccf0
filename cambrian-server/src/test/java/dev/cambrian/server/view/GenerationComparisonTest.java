package dev.cambrian.server.view;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cambrian.server.view.GenerationComparison.Better;
import dev.cambrian.server.view.GenerationComparison.Figure;
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
}
