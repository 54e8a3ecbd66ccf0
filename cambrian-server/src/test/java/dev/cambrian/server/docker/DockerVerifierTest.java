package dev.cambrian.server.docker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cambrian.core.json.Json;
import dev.cambrian.core.spec.Contracts;
import dev.cambrian.core.spec.Toolchain;
import dev.cambrian.core.verdict.Baseline;
import dev.cambrian.core.verdict.CheckSet;
import dev.cambrian.core.verdict.Measures;
import dev.cambrian.core.verdict.Performance;
import dev.cambrian.core.verdict.PerformanceGoal;
import dev.cambrian.core.verdict.Stage;
import dev.cambrian.core.verdict.StageLog;
import dev.cambrian.core.verdict.Verification;
import dev.cambrian.core.verdict.VerificationListener;
import dev.cambrian.core.verdict.ViabilityReport;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayNameGeneration(ReplaceUnderscores.class)
class DockerVerifierTest {
  @TempDir private Path directory;

  private ViabilityReport judged(PythonArtifact artifact) {
    return judged(artifact, VerificationListener.NONE);
  }

  private ViabilityReport judged(PythonArtifact artifact, VerificationListener listener) {
    try (DockerDaemon daemon = Needs.docker(Toolchain.PYTHON)) {
      Verification verification =
          Needs.verifier(daemon).verify(artifact.request(directory), listener);
      assertThat(verification).isInstanceOf(Verification.Judged.class);
      return ((Verification.Judged) verification).report();
    }
  }

  @Test
  void an_honest_artifact_is_viable() {
    ViabilityReport report = judged(new PythonArtifact());

    assertThat(report.viable()).as("%s", report).isTrue();
    assertThat(report.isolation()).isEqualTo("docker");
    assertThat(report.checks().test().testsRun()).isEqualTo(2);
  }

  @Test
  void each_stage_is_told_once_with_the_duration_of_the_report() {
    List<Stage> began = new ArrayList<>();
    Map<Stage, Long> told = new LinkedHashMap<>();
    VerificationListener listener =
        new VerificationListener() {
          @Override
          public void stageStarted(Stage stage) {
            began.add(stage);
          }

          @Override
          public void stageFinished(Stage stage, boolean passed, Duration took) {
            assertThat(told.put(stage, took.toMillis())).as("%s twice", stage).isNull();
          }
        };

    ViabilityReport.Checks checks = judged(new PythonArtifact(), listener).checks();

    assertThat(began).containsExactly(Stage.values());
    assertThat(told)
        .containsExactly(
            Map.entry(Stage.MANIFEST, checks.manifest().durationMs()),
            Map.entry(Stage.BUILD, checks.build().durationMs()),
            Map.entry(Stage.TEST, checks.test().durationMs()),
            Map.entry(Stage.START, checks.start().durationMs()),
            Map.entry(Stage.HEALTH, checks.health().durationMs()));
  }

  @Test
  void what_the_stages_printed_comes_out_of_the_container() {
    Map<Stage, StageLog> logs = new LinkedHashMap<>();
    VerificationListener listener =
        new VerificationListener() {
          @Override
          public void stageLogged(Stage stage, StageLog log) {
            logs.put(stage, log);
          }
        };

    ViabilityReport report =
        judged(
            new PythonArtifact()
                .build(
                    "yes \"$(printf '\\033[2J\\303\\251')\" | head -n 20000; printf 'over\\377' >&2"),
            listener);

    assertThat(report.viable()).isTrue();
    assertThat(logs).containsOnlyKeys(Stage.BUILD, Stage.TEST, Stage.START, Stage.HEALTH);
    StageLog build = Objects.requireNonNull(logs.get(Stage.BUILD));
    assertThat(build.stdout().text()).hasSizeGreaterThan(40_000).endsWith("\u001b[2Jé\n");
    assertThat(build.stdout().cut()).isGreaterThan(70_000);
    assertThat(build.stderr()).isEqualTo(new StageLog.Output("over\uFFFD", 0));
  }

  @Test
  void what_a_stage_prints_comes_out_of_the_container_while_it_runs() {
    List<String> told = new ArrayList<>();
    VerificationListener listener =
        new VerificationListener() {
          @Override
          public void stagePrinting(Stage stage, StageLog end) {
            told.add("%s: %s".formatted(stage.id(), end.stdout().text()));
          }

          @Override
          public void stageFinished(Stage stage, boolean passed, Duration took) {
            told.add("end of " + stage.id());
          }
        };

    ViabilityReport report =
        judged(
            new PythonArtifact()
                .build("for i in $(seq 40); do printf 'line %d\\033[2J\\n' $i; sleep 0.1; done"),
            listener);

    assertThat(report.viable()).isTrue();
    assertThat(told.subList(0, told.indexOf("end of build")))
        .anyMatch(it -> it.startsWith("build: line 1\u001b[2J\n") && !it.contains("line 40"));
  }

  @Test
  void a_baseline_goes_into_the_container_and_changes_no_verdict() {
    Baseline baseline =
        new Baseline(
            5,
            Contracts.read(
                Json.parse(
                    """
                    [{"name": "old", "type": "http", "method": "GET", "path": "/gone",
                      "expect": {"status": 299}}]""")));
    try (DockerDaemon daemon = Needs.docker(Toolchain.PYTHON)) {
      Verification verification =
          Needs.verifier(daemon)
              .verify(
                  new PythonArtifact().request(directory).withBaseline(baseline),
                  VerificationListener.NONE);

      ViabilityReport report = ((Verification.Judged) verification).report();
      assertThat(report.viable()).isTrue();
      assertThat(report.checks().health().baselineGeneration()).contains(5);
      assertThat(report.checks().health().baselineContracts()).containsOnlyKeys("old");
      assertThat(report.fitness()).containsEntry("baseline_contract_pass_rate", 0.0);
    }
  }

  @Test
  void what_only_informs_goes_into_the_container_and_changes_no_verdict() {
    Measures measures =
        Measures.NONE
            .with(
                CheckSet.EXAMINER,
                Contracts.read(
                    Json.parse(
                        """
                        [{"name": "new", "type": "http", "method": "GET", "path": "/gone",
                          "expect": {"status": 299}}]""")))
            .withPerformance(
                new PerformanceGoal(Duration.ofMillis(500), 20, Duration.ofSeconds(5), 1L << 30));
    try (DockerDaemon daemon = Needs.docker(Toolchain.PYTHON)) {
      Verification verification =
          Needs.verifier(daemon)
              .verify(
                  new PythonArtifact().request(directory).withMeasures(measures),
                  VerificationListener.NONE);

      ViabilityReport report = ((Verification.Judged) verification).report();
      assertThat(report.viable()).isTrue();
      assertThat(report.checks().health().sets()).containsOnlyKeys(CheckSet.EXAMINER);
      assertThat(report.fitness()).containsEntry("examiner_pass_rate", 0.0);
      Performance performance = report.checks().health().performance().orElseThrow();
      assertThat(performance.requests()).isEqualTo(12);
      assertThat(performance.errors()).isZero();
      assertThat(performance.rssBytes()).isPresent();
      assertThat(performance.passed()).isTrue();
    }
  }

  @Test
  void a_failing_test_is_told_by_name() {
    ViabilityReport report =
        judged(
            new PythonArtifact()
                .file(
                    "tests/test_more.py",
                    """
                    import unittest

                    class MoreTest(unittest.TestCase):
                        def test_fails(self):
                            self.assertEqual(1, 2)
                    """));

    assertThat(report.failureStage()).contains(Stage.TEST);
    assertThat(report.diagnostics().orElseThrow().failures())
        .extracting(ViabilityReport.Failure::file)
        .containsExactly(java.util.Optional.of("tests/test_more.py"));
  }
}
