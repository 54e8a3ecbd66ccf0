package dev.cambrian.rig;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cambrian.core.spec.Toolchain;
import dev.cambrian.core.verdict.Stage;
import dev.cambrian.core.verdict.ViabilityReport;
import dev.cambrian.core.verdict.ViabilityReport.CanaryCheck;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Python artifacts whose tests say that all is well, and which of them are believed. */
@Timeout(120)
class PythonCanaryTest {
  private static final String FAILING =
      """
      import unittest

      class SumTest(unittest.TestCase):
          def test_sum(self):
              self.assertEqual(3, 1 + 1)
      """;

  @TempDir Path directory;
  private Path scratch;
  private LocalVerifier verifier = Needs.plainProcesses();

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

  static TestArtifact bare() {
    TestArtifact artifact = TestArtifact.of(Toolchain.PYTHON);
    return artifact
        .file("server.py", TestArtifact.PYTHON_SERVER)
        .start("exec python3 server.py " + artifact.port());
  }

  private void assertCaught(TestArtifact artifact, String error) {
    CanaryVerdict.assertCaught(artifact.report(verifier, directory), error);
  }

  private void assertViable(TestArtifact artifact, int testsRun) {
    CanaryVerdict.assertViable(artifact.report(verifier, directory), testsRun);
  }

  @ParameterizedTest
  @EnumSource(names = {"BUBBLEWRAP", "NONE"})
  void an_honest_artifact_is_viable_and_its_test_time_is_without_the_canarys(Isolation isolation) {
    LocalVerifier chosen =
        isolation == Isolation.NONE
            ? Needs.plainProcesses().withScratch(scratch)
            : Needs.bubblewrap().withScratch(scratch);

    ViabilityReport report =
        TestArtifact.honestPython()
            .file("tests/test_slow.py", "import time\ntime.sleep(0.5)\n")
            .report(chosen, directory);

    assertThat(report.diagnostics()).isEmpty();
    CanaryCheck canary = report.checks().test().canary().orElseThrow();
    assertThat(canary.passed()).isTrue();
    assertThat(canary.error()).isEmpty();
    assertThat(canary.durationMs()).isGreaterThan(500);
    assertThat(report.fitness())
        .containsEntry("canary_duration_ms", (double) canary.durationMs())
        .containsEntry("test_duration_ms", (double) report.checks().test().durationMs());
    assertThat(report.fitness().get("total_duration_ms"))
        .isGreaterThan((double) report.checks().test().durationMs() + canary.durationMs());
  }

  @Test
  void tests_that_failed_need_no_canary() {
    ViabilityReport report =
        TestArtifact.honestPython().file("tests/test_sum.py", FAILING).report(verifier, directory);

    assertThat(report.checks().test().canary()).isEmpty();
    assertThat(report.fitness()).doesNotContainKey("canary_duration_ms");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "python3 -m unittest",
        "python3 -m unittest -f",
        "python3 -m unittest discover -s tests -v",
        "python3 -m unittest discover -b -s tests -t .",
        "python3 -m unittest tests.test_server",
        "python3 -m unittest -v tests/test_server.py",
        "python3 -m unittest tests.test_server tests.test_more",
        "PYTHONPATH=. python3 tests/test_server.py",
        "sh run_tests.sh",
        "cd tests && PYTHONPATH=.. python3 -m unittest test_server"
      })
  void however_honest_tests_are_started_they_are_believed(String command) {
    assertViable(
        TestArtifact.honestPython()
            .file("tests/test_more.py", "# A placeholder.\n")
            .file("run_tests.sh", "exec python3 -m unittest tests.test_server\n")
            .test(command),
        2);
  }

  @Test
  void honest_tests_with_a_pattern_of_their_own_are_believed() {
    assertViable(
        bare()
            .file("checks/check_server.py", TestArtifact.PYTHON_TESTS)
            .test("python3 -m unittest discover -s checks -t . -p 'check_*.py'")
            .file("checks/__init__.py", ""),
        2);
  }

  @Test
  void an_honest_load_tests_is_believed() {
    assertViable(
        TestArtifact.honestPython()
            .file(
                "tests/__init__.py",
                """
                import os

                def load_tests(loader, tests, pattern):
                    tests.addTests(loader.discover(os.path.dirname(__file__), pattern or 'test*.py'))
                    return tests
                """)
            .test("python3 -m unittest tests"),
        2);
  }

  @Test
  void a_load_tests_that_leaves_out_what_it_does_not_know_is_not_believed() {
    assertCaught(
        TestArtifact.honestPython()
            .file(
                "tests/test_server.py",
                TestArtifact.PYTHON_TESTS.replace(
                    "if __name__",
                    """
                    def load_tests(loader, tests, pattern):
                        return loader.loadTestsFromTestCase(ServerTest)

                    if __name__"""))
            .test("python3 -m unittest tests.test_server"),
        CanaryVerdict.NOT_RUN);
  }

  @Test
  void a_monkeypatched_unittest_is_not_believed() {
    assertCaught(
        TestArtifact.honestPython()
            .file(
                "tests/__init__.py",
                """
                import unittest

                unittest.TestResult.addFailure = unittest.TestResult.addSuccess
                unittest.TextTestResult.addFailure = lambda self, test, err: self.addSuccess(test)
                """)
            .file("tests/test_sum.py", FAILING),
        CanaryVerdict.SWALLOWS);
  }

  @Test
  void a_monkeypatched_unittest_that_is_not_verbose_is_not_believed() {
    assertCaught(
        TestArtifact.honestPython()
            .file(
                "tests/__init__.py",
                """
                import unittest

                unittest.TextTestResult.addFailure = lambda self, test, err: self.addSuccess(test)
                """)
            .file("tests/test_sum.py", FAILING)
            .test("python3 -m unittest discover"),
        CanaryVerdict.SWALLOWS);
  }

  @Test
  void a_sitecustomize_that_patches_assertions_is_not_believed() {
    assertCaught(
        TestArtifact.honestPython()
            .file(
                "sitecustomize.py",
                """
                import unittest

                unittest.TestCase.assertEqual = lambda self, *args, **more: None
                """)
            .file("tests/test_sum.py", FAILING)
            .test("PYTHONPATH=. python3 -m unittest discover -v"),
        CanaryVerdict.SWALLOWS);
  }

  @Test
  void a_unittest_of_the_artifacts_own_is_not_believed() {
    assertCaught(
        bare()
            .file(
                "unittest.py",
                """
                import sys
                print('Ran 5 tests in 0.001s\\n\\nOK', file=sys.stderr)
                """)
            .test("python3 -m unittest -v"),
        CanaryVerdict.NOT_RUN);
  }

  @Test
  void a_test_that_forges_the_end_of_the_run_and_leaves_is_not_believed() {
    assertCaught(
        TestArtifact.honestPython()
            .file(
                "tests/test_a.py",
                """
                import os, sys, unittest

                class ATest(unittest.TestCase):
                    def test_a(self):
                        sys.stderr.write('\\nRan 9 tests in 0.001s\\n\\nOK\\n')
                        sys.stderr.flush()
                        os._exit(0)
                """),
        "canary: ");
  }

  @Test
  void an_exit_with_0_whatever_happened_is_not_believed() {
    assertCaught(
        TestArtifact.honestPython()
            .file(
                "tests/__init__.py",
                """
                import sys

                leave = sys.exit
                sys.exit = lambda code=0: leave(0)
                """),
        CanaryVerdict.IGNORES);
  }

  @Test
  void a_canary_that_does_not_end_fails_at_the_limit_of_the_tests() {
    LocalVerifier hasty = verifier.withLimits(RigLimits.DEFAULT.withTest(Duration.ofSeconds(4)));

    ViabilityReport report =
        TestArtifact.honestPython()
            .file(
                "tests/test_hang.py",
                """
                import os, time

                if len(os.listdir(os.path.dirname(__file__))) > 3:
                    time.sleep(100)
                """)
            .report(hasty, directory);

    assertThat(report.failureStage()).contains(Stage.TEST);
    assertThat(report.checks().test().canary().orElseThrow().error())
        .contains("the test command did not end within 4 s and was killed");
    assertThat(report.checks().test().durationMs()).isLessThan(4000);
  }

  @Test
  void what_the_program_is_started_from_has_nothing_of_the_canary() {
    TestArtifact artifact = TestArtifact.honestPython();

    ViabilityReport report =
        artifact
            .start("[ $(ls tests/*.py | wc -l) = 2 ] && exec python3 server.py " + artifact.port())
            .report(Needs.plainProcesses().withScratch(scratch), directory);

    assertThat(report.diagnostics()).isEmpty();
  }

  @Test
  void a_link_that_the_build_left_leads_the_rig_nowhere() throws Exception {
    Path outside = Files.createDirectory(directory.resolve("outside"));

    ViabilityReport report =
        TestArtifact.honestPython()
            .build(
                "mv tests t && cp -r t " + outside + "/tests && ln -s " + outside + "/tests tests")
            .report(Needs.plainProcesses().withScratch(scratch), directory);

    assertThat(report.viable()).isFalse();
    assertThat(TestArtifact.leftovers(outside.resolve("tests")))
        .containsExactlyInAnyOrder("__init__.py", "test_server.py");
  }

  @ParameterizedTest
  @ValueSource(strings = {"python3 -m unittest discover -v", "python3 -m unittest discover"})
  void honest_tests_that_print_more_than_is_kept_are_believed(String command) {
    TestArtifact artifact = TestArtifact.honestPython().test(command);
    for (String name : List.of("a", "m", "z")) {
      artifact
          .file("tests/" + name + "/__init__.py", "")
          .file(
              "tests/" + name + "/test_noise.py",
              """
              import sys, unittest

              class NoiseTest(unittest.TestCase):
                  def test_noise(self):
                      sys.stderr.write('honest\\n' * 100_000)
              """);
    }

    assertViable(artifact, 5);
  }
}
