package dev.cambrian.server.view;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cambrian.core.verdict.Stage;
import dev.cambrian.core.verdict.ViabilityReport;
import dev.cambrian.core.verdict.ViabilityReport.Checks;
import dev.cambrian.core.verdict.ViabilityReport.ContractResult;
import dev.cambrian.core.verdict.ViabilityReport.Diagnostics;
import dev.cambrian.core.verdict.ViabilityReport.Failure;
import dev.cambrian.core.verdict.ViabilityReport.HealthCheck;
import dev.cambrian.core.verdict.ViabilityReport.StageCheck;
import dev.cambrian.core.verdict.ViabilityReport.TestCheck;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(ReplaceUnderscores.class)
final class BeyondTest {
  private static final StageCheck OK = new StageCheck(true, 5);
  private static final ContractResult PASSED = new ContractResult(true, 1, Optional.empty());
  private static final ContractResult WRONG = new ContractResult(false, 1, Optional.of("wrong"));

  private static ViabilityReport report(Stage failed, StageCheck start, HealthCheck health) {
    boolean tested = failed != Stage.TEST;
    return new ViabilityReport(
        1,
        ViabilityReport.Status.NON_VIABLE,
        Optional.of(failed),
        new Checks(OK, OK, new TestCheck(tested, 9, 2, tested ? 2 : 1), start, health),
        Map.of(),
        Instant.EPOCH,
        Optional.of(
            new Diagnostics(failed, "said", Optional.empty(), Optional.empty(), List.of(), "", "")),
        Optional.empty(),
        "sha256:" + "a".repeat(64),
        "none");
  }

  private static HealthCheck health(
      boolean passed, Map<String, ContractResult> contracts, Map<String, ContractResult> vectors) {
    return new HealthCheck(passed, 1, contracts, vectors, Map.of());
  }

  private static Failure failure(String test) {
    return new Failure(test, "said", Optional.empty(), Optional.empty());
  }

  @Test
  void broken_vectors_and_contracts_are_counted_where_the_tests_failed_before_them() {
    HealthCheck broken = health(false, Map.of("a", WRONG), Map.of("b", WRONG, "c", PASSED));

    assertThat(Beyond.of(report(Stage.TEST, OK, broken)))
        .contains("1 of 1 contract and 1 of 2 spec vectors failed");
    assertThat(Beyond.of(report(Stage.HEALTH, OK, broken))).isEmpty();
  }

  @Test
  void nothing_is_beyond_failed_tests_where_all_else_passed() {
    assertThat(Beyond.of(report(Stage.TEST, OK, health(true, Map.of("a", PASSED), Map.of()))))
        .isEmpty();
  }

  @Test
  void what_does_not_start_or_ends_before_its_time_is_told() {
    assertThat(Beyond.of(report(Stage.TEST, StageCheck.NOT_ATTEMPTED, HealthCheck.NOT_ATTEMPTED)))
        .contains("it does not start");
    assertThat(Beyond.of(report(Stage.TEST, OK, health(false, Map.of("a", PASSED), Map.of()))))
        .contains("health failed");
  }

  @Test
  void a_failure_is_of_the_stage_that_it_came_from() {
    ViabilityReport report =
        report(Stage.TEST, OK, health(false, Map.of("a", WRONG), Map.of("b", WRONG, "c", PASSED)));

    assertThat(Beyond.stage(failure("contract a"), report)).isEqualTo(Stage.HEALTH);
    assertThat(Beyond.stage(failure("spec vector b"), report)).isEqualTo(Stage.HEALTH);
    assertThat(Beyond.stage(failure("health"), report)).isEqualTo(Stage.HEALTH);
    assertThat(Beyond.stage(failure("spec vector c"), report)).isEqualTo(Stage.TEST);
    assertThat(Beyond.stage(failure("start"), report)).isEqualTo(Stage.TEST);
    assertThat(
            Beyond.stage(
                new Failure("contract a", "x", Optional.of("a.test.js"), Optional.of(1)), report))
        .isEqualTo(Stage.TEST);
    assertThat(
            Beyond.stage(
                failure("start"),
                report(Stage.TEST, StageCheck.NOT_ATTEMPTED, HealthCheck.NOT_ATTEMPTED)))
        .isEqualTo(Stage.START);
  }
}
