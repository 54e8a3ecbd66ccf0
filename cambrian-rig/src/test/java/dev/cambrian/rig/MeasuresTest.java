package dev.cambrian.rig;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cambrian.core.artifact.SealedArtifact;
import dev.cambrian.core.json.Json;
import dev.cambrian.core.spec.Contract;
import dev.cambrian.core.spec.Contracts;
import dev.cambrian.core.verdict.CheckSet;
import dev.cambrian.core.verdict.Measures;
import dev.cambrian.core.verdict.Performance;
import dev.cambrian.core.verdict.PerformanceGoal;
import dev.cambrian.core.verdict.Stage;
import dev.cambrian.core.verdict.VerificationListener;
import dev.cambrian.core.verdict.ViabilityReport;
import dev.cambrian.core.verdict.ViabilityReport.HealthCheck;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What an artifact is measured by beside its verdict, and no verdict knows. */
@DisplayNameGeneration(ReplaceUnderscores.class)
@Timeout(120)
class MeasuresTest {
  /** So little that any machine can do it, whatever else it does. */
  private static final PerformanceGoal LITTLE =
      new PerformanceGoal(Duration.ofMillis(500), 20, Duration.ofSeconds(5), 1L << 30);

  @TempDir Path directory;
  private LocalVerifier verifier;

  @BeforeEach
  void open() {
    Needs.python();
    verifier = Needs.bubblewrap().withScratch(directory);
  }

  @Test
  void each_set_has_its_results_and_its_rate() {
    ViabilityReport report =
        judged(
            TestArtifact.honestPython(),
            Measures.NONE
                .with(CheckSet.EXAMINER, List.of(get("/health"), get("/gone")))
                .with(CheckSet.REDTEAM, List.of(get("/gone"))));

    HealthCheck health = report.checks().health();
    assertThat(report.viable()).isTrue();
    assertThat(health.sets()).containsOnlyKeys(CheckSet.EXAMINER, CheckSet.REDTEAM);
    var examiner = Objects.requireNonNull(health.sets().get(CheckSet.EXAMINER));
    assertThat(TestArtifact.result(examiner, "/health").passed()).isTrue();
    assertThat(TestArtifact.result(examiner, "/gone").error())
        .contains("status: expected 200, got 404");
    assertThat(report.fitness())
        .containsEntry("examiner_pass_rate", 0.5)
        .containsEntry("redteam_pass_rate", 0.0)
        .containsEntry("contract_pass_rate", 1.0)
        .doesNotContainKeys("adaptive_pass_rate", "baseline_contract_pass_rate");
  }

  @Test
  void what_was_not_asked_for_is_absent() {
    ViabilityReport report = judged(TestArtifact.honestPython(), Measures.NONE);

    assertThat(report.checks().health().sets()).isEmpty();
    assertThat(report.checks().health().performance()).isEmpty();
    assertThat(report.fitness().keySet())
        .noneMatch(it -> it.startsWith("performance_") || it.startsWith("examiner"));
  }

  @Test
  void an_artifact_that_a_set_ends_is_as_viable_as_before_and_not_measured_under_load() {
    ViabilityReport report =
        judged(
            serving("elif url.path == '/die': os._exit(9)"),
            Measures.NONE.with(CheckSet.REDTEAM, List.of(get("/die"))).withPerformance(LITTLE));

    assertThat(report.viable()).isTrue();
    assertThat(report.fitness()).containsEntry("redteam_pass_rate", 0.0);
    assertThat(report.checks().health().performance()).isEmpty();
  }

  @Test
  void an_artifact_that_goes_over_a_limit_for_a_set_is_as_viable_as_before() {
    ViabilityReport report =
        judged(
            serving("elif url.path == '/much': [os.write(1, b'x' * 65536) for _ in range(2000)]"),
            Measures.NONE.with(CheckSet.REDTEAM, List.of(get("/much"))));

    assertThat(report.viable()).isTrue();
    assertThat(report.fitness()).containsEntry("redteam_pass_rate", 0.0);
  }

  @Test
  void a_program_under_a_load_that_it_bears_reaches_the_goal() {
    ViabilityReport report =
        judged(TestArtifact.honestPython(), Measures.NONE.withPerformance(LITTLE));

    Performance performance = report.checks().health().performance().orElseThrow();
    assertThat(performance.requests()).isEqualTo(12);
    assertThat(performance.errors()).isZero();
    assertThat(performance.requestsPerSecond()).isGreaterThan(20);
    assertThat(performance.p50Ms()).isPositive().isLessThanOrEqualTo(performance.p99Ms());
    assertThat(performance.rssBytes().orElseThrow()).isBetween(1L << 20, 1L << 30);
    assertThat(performance.passed()).isTrue();
    assertThat(report.fitness())
        .containsEntry("performance_passed", 1.0)
        .containsEntry("performance_p99_ms", performance.p99Ms())
        .containsEntry("performance_rss_bytes", (double) performance.rssBytes().orElseThrow());
  }

  @Test
  void a_program_that_the_load_ends_misses_the_goal_and_is_as_viable_as_before() {
    String dying =
        TestArtifact.PYTHON_SERVER
            .replace(
                "if url.path == '/health':",
                "if url.path == '/health' and (SEEN.append(1) or len(SEEN) < 8):")
            .replace("class Handler", "SEEN = []\n\nclass Handler")
            .replace("else:\n            self.answer(404", "else:\n            os._exit(3)\n#");
    TestArtifact artifact = TestArtifact.honestPython().file("server.py", dying);

    ViabilityReport report = judged(artifact, Measures.NONE.withPerformance(LITTLE));

    assertThat(report.viable()).isTrue();
    Performance performance = report.checks().health().performance().orElseThrow();
    assertThat(performance.errors()).isPositive();
    assertThat(performance.passed()).isFalse();
    assertThat(report.fitness()).containsEntry("performance_passed", 0.0);
  }

  @Test
  void what_is_not_viable_is_measured_too() {
    ViabilityReport report =
        judged(
            TestArtifact.honestPython().contract(json("/gone")),
            Measures.NONE.with(CheckSet.ADAPTIVE, List.of(get("/health"))).withPerformance(LITTLE));

    assertThat(report.failureStage()).contains(Stage.HEALTH);
    assertThat(report.fitness()).containsEntry("adaptive_pass_rate", 1.0);
    assertThat(report.checks().health().performance()).isPresent();
  }

  private static TestArtifact serving(String branch) {
    return TestArtifact.honestPython()
        .file(
            "server.py",
            TestArtifact.PYTHON_SERVER.replace(
                "        else:\n", "        " + branch + "\n        else:\n"));
  }

  private static Contract get(String path) {
    return Contracts.read(Json.parse("[" + json(path) + "]")).getFirst();
  }

  private static String json(String path) {
    return """
        {"name": "%s", "type": "http", "method": "GET", "path": "%s", "expect": {"status": 200}}"""
        .formatted(path, path);
  }

  private ViabilityReport judged(TestArtifact artifact, Measures measures) {
    SealedArtifact sealed = artifact.seal(directory);
    return TestArtifact.report(
        verifier.verify(
            artifact.request(sealed).withMeasures(measures), VerificationListener.NONE));
  }
}
