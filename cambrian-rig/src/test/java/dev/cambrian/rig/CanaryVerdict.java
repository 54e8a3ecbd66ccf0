package dev.cambrian.rig;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cambrian.core.verdict.Stage;
import dev.cambrian.core.verdict.ViabilityReport;
import dev.cambrian.core.verdict.ViabilityReport.CanaryCheck;

/** What a report says of the artifact's test runner. */
final class CanaryVerdict {
  static final String SWALLOWS = "canary: a test that must fail was not reported as failed";
  static final String NOT_RUN = "canary: neither of the tests that the rig added ran";
  static final String IGNORES = "ended with exit code 0 (it ignores failures)";

  private CanaryVerdict() {}

  /** The runner was caught, and the program was started all the same. */
  static void assertCaught(ViabilityReport report, String error) {
    assertThat(report.failureStage()).contains(Stage.TEST);
    assertThat(report.diagnostics().orElseThrow().summary()).startsWith("canary: ").contains(error);
    CanaryCheck canary = report.checks().test().canary().orElseThrow();
    assertThat(canary.passed()).isFalse();
    assertThat("canary: " + canary.error().orElseThrow())
        .isEqualTo(report.diagnostics().orElseThrow().summary());
    assertThat(report.checks().start().passed()).isTrue();
  }

  /** The runner was believed. */
  static void assertViable(ViabilityReport report, int testsRun) {
    assertThat(report.diagnostics()).isEmpty();
    assertThat(report.checks().test().testsRun()).isEqualTo(testsRun);
    assertThat(report.checks().test().canary().orElseThrow().passed()).isTrue();
  }
}
