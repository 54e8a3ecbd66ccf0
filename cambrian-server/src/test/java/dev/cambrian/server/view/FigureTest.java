package dev.cambrian.server.view;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cambrian.server.view.Figure.Better;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalDouble;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayNameGeneration(ReplaceUnderscores.class)
final class FigureTest {
  @ParameterizedTest
  @CsvSource({
    "test_pass_rate, 0.5, 1, AFTER",
    "test_pass_rate, 1, 0.5, BEFORE",
    "test_pass_rate, 1, 1, SAME",
    "examiner_pass_rate, 0, 1, AFTER",
    "build_duration_ms, 100, 200, BEFORE",
    "build_duration_ms, 10, 20, ABOUT_SAME",
    "build_duration_ms, 1000, 1049, ABOUT_SAME",
    "build_duration_ms, 10000, 10400, ABOUT_SAME",
    "build_duration_ms, 10000, 9000, AFTER",
    "total_duration_ms, 0, 0, SAME",
    "token_output, 1000, 1001, ABOUT_SAME",
    "peak_memory_bytes, 1000, 960, ABOUT_SAME",
    "test_pass_rate, 0.99, 1, AFTER",
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
  void what_failed_is_not_better_for_costing_little_but_what_passed_more_is() {
    assertThat(of("build_duration_ms", 2_000, 100).better()).isEqualTo(Better.UNKNOWN);
    assertThat(of("token_output", 2_000, 100).better()).isEqualTo(Better.UNKNOWN);
    assertThat(of("test_pass_rate", 1, 0.5).better()).isEqualTo(Better.BEFORE);
  }

  /** Of two of which at least one is not viable. */
  private static Figure of(String name, double before, double after) {
    return new Figure(name, OptionalDouble.of(before), OptionalDouble.of(after), true, false);
  }

  @Test
  void what_one_was_not_measured_by_says_nothing() {
    Figure figure = new Figure("test_pass_rate", OptionalDouble.empty(), OptionalDouble.of(1));

    assertThat(figure.better()).isEqualTo(Better.UNKNOWN);
    assertThat(figure.difference()).isEmpty();
  }

  @Test
  void what_only_the_first_was_measured_by_comes_last() {
    Map<String, Double> after = new LinkedHashMap<>();
    after.put("z_rate", 1.0);
    after.put("b_rate", 0.5);

    assertThat(Figure.all(Map.of("a_rate", 0.25, "b_rate", 0.5), after))
        .containsExactly(
            new Figure("z_rate", OptionalDouble.empty(), OptionalDouble.of(1)),
            new Figure("b_rate", OptionalDouble.of(0.5), OptionalDouble.of(0.5)),
            new Figure("a_rate", OptionalDouble.of(0.25), OptionalDouble.empty()));
  }
}
