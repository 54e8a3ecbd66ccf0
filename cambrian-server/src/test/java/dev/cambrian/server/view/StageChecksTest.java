package dev.cambrian.server.view;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cambrian.core.verdict.Stage;
import dev.cambrian.core.verdict.ViabilityReport.Checks;
import dev.cambrian.core.verdict.ViabilityReport.HealthCheck;
import dev.cambrian.core.verdict.ViabilityReport.StageCheck;
import dev.cambrian.core.verdict.ViabilityReport.TestCheck;
import java.util.List;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(ReplaceUnderscores.class)
final class StageChecksTest {
  private static final StageCheck OK = new StageCheck(true, 5);

  private static List<Stage> attempted(
      StageCheck manifest, StageCheck build, TestCheck test, StageCheck start) {
    return StageChecks.of(new Checks(manifest, build, test, start, HealthCheck.NOT_ATTEMPTED))
        .stream()
        .filter(StageChecks.Reached::attempted)
        .map(StageChecks.Reached::stage)
        .toList();
  }

  @Test
  void one_that_failed_within_its_first_millisecond_was_attempted_all_the_same() {
    assertThat(
            attempted(
                new StageCheck(false, 0),
                StageCheck.NOT_ATTEMPTED,
                TestCheck.NOT_ATTEMPTED,
                StageCheck.NOT_ATTEMPTED))
        .containsExactly(Stage.MANIFEST);
    assertThat(
            attempted(
                OK, new StageCheck(false, 0), TestCheck.NOT_ATTEMPTED, StageCheck.NOT_ATTEMPTED))
        .containsExactly(Stage.MANIFEST, Stage.BUILD);
  }

  @Test
  void after_failed_tests_the_artifact_is_started_and_after_a_failed_start_nothing_is_asked() {
    assertThat(attempted(OK, OK, new TestCheck(false, 0, 2, 1), new StageCheck(false, 0)))
        .containsExactly(Stage.MANIFEST, Stage.BUILD, Stage.TEST, Stage.START);
    assertThat(attempted(OK, OK, new TestCheck(false, 9, 2, 1), OK))
        .containsExactly(Stage.values());
  }
}
