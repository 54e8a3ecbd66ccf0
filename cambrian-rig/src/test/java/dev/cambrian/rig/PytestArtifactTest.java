package dev.cambrian.rig;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cambrian.core.verdict.Stage;
import dev.cambrian.core.verdict.ViabilityReport;
import dev.cambrian.core.verdict.ViabilityReport.Failure;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Artifacts that are tested with pytest. */
@Timeout(120)
class PytestArtifactTest {
  @TempDir Path directory;
  private LocalVerifier verifier = Needs.plainProcesses();

  @BeforeEach
  void open() {
    Needs.pytest();
    verifier = Needs.bubblewrap();
  }

  private TestArtifact artifact(String tests) {
    TestArtifact artifact = TestArtifact.of(dev.cambrian.core.spec.Toolchain.PYTHON);
    return artifact
        .file("server.py", TestArtifact.PYTHON_SERVER)
        .file("test_server.py", tests)
        .test("python3 -m pytest -q")
        .start("exec python3 server.py " + artifact.port());
  }

  @Test
  void passed_and_skipped_tests_are_counted_from_its_xml() {
    ViabilityReport report =
        artifact(
                """
                import pytest

                def test_one(): pass

                @pytest.mark.parametrize('n', [1, 2, 3])
                def test_many(n): assert n

                @pytest.mark.skip
                def test_skipped(): assert False
                """)
            .report(verifier, directory);

    assertThat(report.diagnostics()).isEmpty();
    assertThat(report.checks().test().testsRun()).isEqualTo(4);
  }

  @Test
  void results_go_to_a_place_of_the_commands_own_choice() {
    ViabilityReport report =
        artifact("def test_one(): pass\n")
            .test("python3 -m pytest -q --junitxml=test-results.xml")
            .report(verifier, directory);

    assertThat(report.diagnostics()).isEmpty();
    assertThat(report.checks().test().testsRun()).isEqualTo(1);
  }

  @Test
  void a_failed_test_has_its_file_and_line_even_where_the_code_under_test_raised() {
    ViabilityReport report =
        artifact(
                """
                import server

                def test_sum():
                    assert 1 + 1 == 3

                def test_deep():
                    server.Handler.answer(None, 1, 2)
                """)
            .report(verifier, directory);

    assertThat(report.failureStage()).contains(Stage.TEST);
    assertThat(report.checks().test().testsPassed()).isZero();
    assertThat(report.diagnostics().orElseThrow().failures())
        .extracting(Failure::test, it -> it.file().orElse(""), it -> it.line().orElse(0))
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple("test_server.test_sum", "test_server.py", 4),
            org.assertj.core.groups.Tuple.tuple("test_server.test_deep", "test_server.py", 7));
  }

  @Test
  void results_that_the_artifact_prints_are_not_counted() {
    ViabilityReport report =
        artifact("print('1000 passed in 0.01s')\n").report(verifier, directory);

    assertThat(report.failureStage()).contains(Stage.TEST);
    assertThat(report.checks().test().testsRun()).isZero();
  }
}
