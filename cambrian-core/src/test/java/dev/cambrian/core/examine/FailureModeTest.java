package dev.cambrian.core.examine;

import static dev.cambrian.core.examine.Specimens.failed;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cambrian.core.verdict.Limit;
import dev.cambrian.core.verdict.Stage;
import dev.cambrian.core.verdict.ViabilityReport;
import dev.cambrian.core.verdict.ViabilityReport.HealthCheck;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

/** What most offspring of a campaign fail at. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class FailureModeTest {
  private static final ViabilityReport GOOD =
      Specimens.viable(new HealthCheck(true, 1, Map.of(), Map.of(), Map.of()));

  private static ViabilityReport health(String... failures) {
    return failed(Stage.HEALTH, Optional.empty(), failures);
  }

  @Test
  void where_none_failed_there_is_none() {
    assertThat(FailureMode.dominant(List.of())).isEmpty();
    assertThat(FailureMode.dominant(List.of(GOOD, GOOD))).isEmpty();
  }

  @Test
  void of_contracts_it_is_the_one_that_most_offspring_break() {
    FailureMode mode =
        FailureMode.dominant(
                List.of(
                    GOOD,
                    health("contract a", "spec vector b"),
                    health("spec vector b", "spec vector b"),
                    health("contract c")))
            .orElseThrow();

    assertThat(mode.name()).isEqualTo("health: spec vector b");
    assertThat(mode.failed()).isEqualTo(2);
    assertThat(mode.of()).isEqualTo(4);
    assertThat(mode.traces()).containsExactly("spec vector b: wrong");
  }

  @Test
  void of_other_stages_it_is_the_stage_since_each_offspring_has_tests_of_its_own() {
    FailureMode mode =
        FailureMode.dominant(
                List.of(
                    failed(Stage.BUILD, Optional.empty(), "a.py"),
                    failed(Stage.BUILD, Optional.empty(), "b.py"),
                    health("contract a")))
            .orElseThrow();

    assertThat(mode.name()).isEqualTo("build");
    assertThat(mode.traces()).containsExactly("it failed; a.py: wrong", "it failed; b.py: wrong");
  }

  @Test
  void a_limit_that_was_gone_over_is_a_mode_of_its_own() {
    FailureMode mode =
        FailureMode.dominant(
                List.of(
                    failed(Stage.BUILD, Optional.empty()),
                    failed(Stage.BUILD, Optional.of(Limit.TIME)),
                    failed(Stage.BUILD, Optional.of(Limit.TIME))))
            .orElseThrow();

    assertThat(mode.name()).isEqualTo("build, over the limit of time");
  }

  @Test
  void of_equals_it_is_the_earlier_stage() {
    assertThat(
            FailureMode.dominant(
                    List.of(health("contract a"), failed(Stage.BUILD, Optional.empty())))
                .map(FailureMode::stage))
        .contains(Stage.BUILD);
  }
}
