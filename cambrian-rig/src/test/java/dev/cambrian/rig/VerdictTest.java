package dev.cambrian.rig;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cambrian.core.llm.TokenUsage;
import dev.cambrian.core.verdict.Stage;
import dev.cambrian.core.verdict.ViabilityReport;
import dev.cambrian.core.verdict.ViabilityReport.Failure;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What each stage demands, shown on a small Python artifact in bubblewrap. */
@Timeout(120)
class VerdictTest {
  @TempDir Path directory;
  private Path scratch;
  private LocalVerifier verifier;

  @BeforeEach
  void open() throws Exception {
    Needs.python();
    scratch = Files.createDirectory(directory.resolve("scratch"));
    verifier = Needs.bubblewrap().withScratch(scratch);
  }

  @AfterEach
  void nothing_is_left() {
    assertThat(TestArtifact.leftovers(scratch)).isEmpty();
  }

  @Test
  void an_honest_artifact_is_viable_with_all_its_measures() {
    ViabilityReport report =
        TestArtifact.honestPython()
            .vector(
                """
                name: echo
                type: http
                method: GET
                path: '/echo?msg=hi'
                expect: {status: 200, body: {"echo": "hi"}, content_type: application/json}
                """)
            .report(verifier, directory);

    assertThat(report.diagnostics()).isEmpty();
    assertThat(report.viable()).isTrue();
    assertThat(report.isolation()).isEqualTo("bubblewrap");
    assertThat(report.checks().test().testsRun()).isEqualTo(2);
    assertThat(report.checks().test().testsPassed()).isEqualTo(2);
    assertThat(report.checks().health().contracts()).containsOnlyKeys("health");
    assertThat(report.checks().health().specVectors()).containsOnlyKeys("echo");
    assertThat(report.fitness())
        .containsEntry("test_pass_rate", 1.0)
        .containsEntry("contract_pass_rate", 1.0)
        .containsEntry("spec_vector_pass_rate", 1.0)
        .containsEntry("source_files", 1.0)
        .containsEntry("test_files", 2.0)
        .containsEntry("test_lines", 12.0)
        .containsEntry("token_input", 1200.0)
        .containsEntry("token_output", 340.0)
        .containsKeys(
            "build_duration_ms",
            "test_duration_ms",
            "start_duration_ms",
            "health_duration_ms",
            "total_duration_ms",
            "source_lines");
    assertThat(report.fitness().get("total_duration_ms"))
        .isGreaterThanOrEqualTo(report.fitness().get("start_duration_ms"));
  }

  @Test
  void a_failed_manifest_ends_the_run_and_names_the_file() throws Exception {
    TestArtifact artifact = TestArtifact.honestPython();
    var sealed = artifact.seal(directory);
    Files.writeString(sealed.directory().resolve("extra.py"), "x = 1\n");

    ViabilityReport report = TestArtifact.report(artifact.judge(verifier, sealed));

    assertThat(report.failureStage()).contains(Stage.MANIFEST);
    assertThat(report.artifactHash()).isEmpty();
    assertThat(report.diagnostics().orElseThrow().failures())
        .anySatisfy(it -> assertThat(it.file()).contains("extra.py"));
    assertThat(report.checks().build()).isEqualTo(ViabilityReport.StageCheck.NOT_ATTEMPTED);
    assertThat(report.checks().health()).isEqualTo(ViabilityReport.HealthCheck.NOT_ATTEMPTED);
  }

  @Test
  void a_symlink_in_the_artifact_is_refused() throws Exception {
    TestArtifact artifact = TestArtifact.honestPython();
    var sealed = artifact.seal(directory);
    Path server = sealed.directory().resolve("server.py");
    Files.move(server, directory.resolve("elsewhere.py"));
    Files.createSymbolicLink(server, directory.resolve("elsewhere.py"));

    ViabilityReport report = TestArtifact.report(artifact.judge(verifier, sealed));

    assertThat(report.failureStage()).contains(Stage.MANIFEST);
    assertThat(report.diagnostics().orElseThrow().summary()).contains("server.py");
  }

  @Test
  void another_artifact_than_the_expected_is_refused() {
    TestArtifact artifact = TestArtifact.honestPython();
    var sealed = artifact.seal(directory);

    var verification =
        verifier.judge(
            new Assignment(
                7,
                sealed.directory(),
                Optional.of("sha256:" + "0".repeat(64)),
                artifact.spec(),
                dev.cambrian.core.verdict.Baseline.NONE,
                dev.cambrian.core.verdict.Measures.NONE),
            dev.cambrian.core.verdict.VerificationListener.NONE);

    assertThat(TestArtifact.report(verification).diagnostics().orElseThrow().summary())
        .contains("another artifact");
  }

  @Test
  void a_failed_build_ends_the_run_with_its_exit_code_and_tails() {
    ViabilityReport report =
        TestArtifact.honestPython()
            .build("echo to stdout; echo to stderr >&2; exit 3")
            .report(verifier, directory);

    var diagnostics = report.diagnostics().orElseThrow();
    assertThat(report.failureStage()).contains(Stage.BUILD);
    assertThat(diagnostics.exitCode()).contains(3);
    assertThat(diagnostics.stdoutTail()).isEqualTo("to stdout\n");
    assertThat(diagnostics.stderrTail()).isEqualTo("to stderr\n");
    assertThat(report.checks().test()).isEqualTo(ViabilityReport.TestCheck.NOT_ATTEMPTED);
    assertThat(report.fitness())
        .containsKeys("build_duration_ms", "total_duration_ms", "source_files", "token_input")
        .doesNotContainKeys(
            "test_duration_ms",
            "start_duration_ms",
            "health_duration_ms",
            "tests_run",
            "tests_passed",
            "test_pass_rate",
            "contract_pass_rate",
            "spec_vector_pass_rate");
  }

  @Test
  void a_failed_test_lets_start_and_health_run_and_stays_the_failure_stage() {
    ViabilityReport report =
        TestArtifact.honestPython()
            .file(
                "tests/test_bad.py",
                """
                import unittest

                class BadTest(unittest.TestCase):
                    def test_sum(self):
                        self.assertEqual(3, 1 + 1)
                """)
            .contract(
                """
                {"name": "wrong", "type": "http", "method": "GET", "path": "/nowhere",
                 "expect": {"status": 200}}""")
            .report(verifier, directory);

    assertThat(report.failureStage()).contains(Stage.TEST);
    assertThat(report.checks().test().testsRun()).isEqualTo(3);
    assertThat(report.checks().test().testsPassed()).isEqualTo(2);
    assertThat(report.checks().start().passed()).isTrue();
    assertThat(TestArtifact.result(report.checks().health().contracts(), "health").passed())
        .isTrue();
    assertThat(
            TestArtifact.result(report.checks().health().contracts(), "wrong")
                .error()
                .orElseThrow())
        .contains("404");
    assertThat(report.diagnostics().orElseThrow().failures())
        .extracting(Failure::test)
        .anyMatch(it -> it.contains("test_sum"))
        .contains("contract wrong");
    assertThat(report.diagnostics().orElseThrow().failures().getFirst().file())
        .contains("tests/test_bad.py");
    assertThat(report.diagnostics().orElseThrow().failures().getFirst().line()).contains(5);
  }

  @Test
  void a_test_command_that_runs_no_test_fails_though_it_exits_with_0() {
    ViabilityReport report = TestArtifact.honestPython().test("true").report(verifier, directory);

    assertThat(report.failureStage()).contains(Stage.TEST);
    assertThat(report.diagnostics().orElseThrow().summary()).contains("ran no test");
    assertThat(report.fitness())
        .containsKeys("test_duration_ms", "contract_pass_rate")
        .doesNotContainKeys("tests_run", "test_pass_rate");
    assertThat(report.diagnostics().orElseThrow().exitCode()).contains(0);
  }

  @Test
  void tokens_that_no_provider_told_are_no_measure() {
    ViabilityReport report =
        TestArtifact.honestPython().tokens(TokenUsage.NONE).report(verifier, directory);

    assertThat(report.viable()).isTrue();
    assertThat(report.fitness())
        .containsKey("contract_pass_rate")
        .doesNotContainKeys("token_input", "token_output", "spec_vector_pass_rate");
  }

  @Test
  void skipped_tests_count_in_neither_figure() {
    ViabilityReport report =
        TestArtifact.honestPython()
            .file(
                "tests/test_skipped.py",
                """
                import unittest

                class SkippedTest(unittest.TestCase):
                    @unittest.skip('later')
                    def test_never(self):
                        self.fail()
                """)
            .report(verifier, directory);

    assertThat(report.viable()).isTrue();
    assertThat(report.checks().test().testsRun()).isEqualTo(2);
  }

  @Test
  void a_syntax_error_is_told_with_file_and_line_whatever_the_build_does() {
    ViabilityReport report =
        TestArtifact.honestPython()
            .file("broken.py", "x = 1\ndef f(:\n    pass\n")
            .build("echo the build ran; exit 1")
            .report(verifier, directory);

    Failure failure = report.diagnostics().orElseThrow().failures().getFirst();
    assertThat(report.failureStage()).contains(Stage.BUILD);
    assertThat(failure.file()).contains("broken.py");
    assertThat(failure.line()).contains(2);
    assertThat(report.diagnostics().orElseThrow().stdoutTail()).doesNotContain("the build ran");
  }

  @Test
  void a_build_does_not_go_on_after_a_syntax_error() {
    long began = System.nanoTime();

    ViabilityReport report =
        TestArtifact.honestPython()
            .file("broken.py", "def f(:\n")
            .build("sleep 30")
            .report(verifier, directory);

    assertThat(report.failureStage()).contains(Stage.BUILD);
    assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(20));
  }

  @Test
  void a_build_that_hides_a_syntax_error_hides_it_from_nobody() {
    ViabilityReport report =
        TestArtifact.honestPython()
            .file("broken.py", "def f(:\n")
            .build("while [ $((n += 1)) -lt 20000 ]; do echo > broken.py; done")
            .report(verifier, directory);

    assertThat(report.diagnostics().orElseThrow().failures().getFirst().test()).isEqualTo("syntax");
  }

  @Test
  void a_contract_for_the_wrong_json_type_fails() {
    TestArtifact artifact = TestArtifact.honestPython();
    for (String value : Set.of("1", "1.0", "\"True\"")) {
      artifact.contract(
          """
          {"name": "ok is %s", "type": "http", "method": "GET", "path": "/health",
           "expect": {"status": 200, "body": {"ok": %s, "generation": 7}}}"""
              .formatted(value.replace("\"", ""), value));
    }

    ViabilityReport report = artifact.report(verifier, directory);

    assertThat(report.failureStage()).contains(Stage.HEALTH);
    assertThat(report.diagnostics().orElseThrow().failures()).hasSize(3);
    assertThat(report.fitness().get("contract_pass_rate")).isEqualTo(0.25);
  }

  @Test
  void a_start_command_that_ends_is_not_ready() {
    ViabilityReport report =
        TestArtifact.honestPython().start("echo bye; exit 4").report(verifier, directory);

    assertThat(report.failureStage()).contains(Stage.START);
    assertThat(report.diagnostics().orElseThrow().exitCode()).contains(4);
    assertThat(report.diagnostics().orElseThrow().stdoutTail()).isEqualTo("bye\n");
  }

  @Test
  void the_time_until_ready_is_true_to_the_programs_own() {
    TestArtifact artifact = TestArtifact.honestPython();

    ViabilityReport report =
        artifact
            .start("sleep 0.7; exec python3 server.py " + artifact.port())
            .report(verifier, directory);

    assertThat(report.viable()).isTrue();
    assertThat(Duration.ofMillis(report.checks().start().durationMs()))
        .isGreaterThan(Duration.ofMillis(700));
  }

  @Test
  void an_artifact_that_logs_much_before_it_listens_is_viable() {
    TestArtifact artifact = TestArtifact.honestPython();

    ViabilityReport report =
        artifact
            .start(
                "yes honest log line | head -c 400000; yes more | head -c 400000 >&2;"
                    + " exec python3 server.py "
                    + artifact.port())
            .report(verifier, directory);

    assertThat(report.diagnostics()).isEmpty();
  }
}
