package dev.cambrian.rig;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cambrian.core.spec.Toolchain;
import dev.cambrian.core.verdict.Stage;
import dev.cambrian.core.verdict.ViabilityReport;
import dev.cambrian.core.verdict.ViabilityReport.CanaryCheck;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
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
  private static final String SWALLOWS = "canary: a test that must fail was not reported as failed";
  private static final String NOT_RUN = "canary: neither of the tests that the rig added ran";
  private static final String IGNORES = "ended with exit code 0 (it ignores failures)";

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

  private static TestArtifact bare() {
    TestArtifact artifact = TestArtifact.of(Toolchain.PYTHON);
    return artifact
        .file("server.py", TestArtifact.PYTHON_SERVER)
        .start("exec python3 server.py " + artifact.port());
  }

  private void assertCaught(TestArtifact artifact, String error) {
    ViabilityReport report = artifact.report(verifier, directory);

    assertThat(report.failureStage()).contains(Stage.TEST);
    assertThat(report.diagnostics().orElseThrow().summary()).startsWith("canary: ").contains(error);
    CanaryCheck canary = report.checks().test().canary().orElseThrow();
    assertThat(canary.passed()).isFalse();
    assertThat("canary: " + canary.error().orElseThrow())
        .isEqualTo(report.diagnostics().orElseThrow().summary());
    assertThat(report.checks().start().passed()).isTrue();
  }

  private void assertViable(TestArtifact artifact, int testsRun) {
    ViabilityReport report = artifact.report(verifier, directory);

    assertThat(report.diagnostics()).isEmpty();
    assertThat(report.checks().test().testsRun()).isEqualTo(testsRun);
    assertThat(report.checks().test().canary().orElseThrow().passed()).isTrue();
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
        NOT_RUN);
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
        SWALLOWS);
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
        SWALLOWS);
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
        SWALLOWS);
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
        NOT_RUN);
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
        IGNORES);
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

  @Test
  void honest_pytest_artifacts_are_believed() {
    Needs.pytest();

    assertViable(
        bare()
            .file("conftest.py", "import pytest\n\n@pytest.fixture\ndef n(): return 3\n")
            .file("app/tests/server_test.py", "def test_n(n): assert n == 3\n")
            .file("tests/test_x.py", "import pytest\n@pytest.mark.xfail\ndef test_x(): assert 0\n")
            .test("python3 -m pytest -x -q"),
        1);
  }

  @Test
  void an_honest_pytest_of_one_file_is_believed() {
    Needs.pytest();

    assertViable(
        bare()
            .file("tests/test_x.py", "def test_x(): pass\n")
            .file("tests/test_y.py", "def test_y(): pass\n")
            .test("python3 -m pytest -q tests/test_x.py --junitxml=out.xml"),
        1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        """
        import pytest

        @pytest.hookimpl(hookwrapper=True)
        def pytest_runtest_makereport(item, call):
            outcome = yield
            report = outcome.get_result()
            if report.failed:
                report.outcome = 'passed'
        """,
        """
        def pytest_pyfunc_call(pyfuncitem):
            return True

        import unittest
        unittest.TestCase.run = lambda self, result=None: None
        """
      })
  void hooks_of_a_conftest_that_turn_failures_into_passes_are_not_believed(String conftest) {
    Needs.pytest();

    assertCaught(
        bare()
            .file("tests/conftest.py", conftest)
            .file("tests/test_x.py", "def test_x(): assert 1 + 1 == 3\n")
            .test("python3 -m pytest -q"),
        SWALLOWS);
  }

  @Test
  void a_conftest_that_leaves_out_what_it_does_not_know_is_not_believed() {
    Needs.pytest();

    assertCaught(
        bare()
            .file(
                "conftest.py",
                """
                def pytest_collection_modifyitems(items):
                    items[:] = [it for it in items if it.name == 'test_x']
                """)
            .file("tests/test_x.py", "def test_x(): pass\n")
            .test("python3 -m pytest -q"),
        NOT_RUN);
  }

  @Test
  void a_conftest_that_only_mends_the_exit_code_is_not_believed() {
    Needs.pytest();

    assertCaught(
        bare()
            .file(
                "conftest.py",
                "def pytest_sessionfinish(session, exitstatus):\n    session.exitstatus = 0\n")
            .file("tests/test_x.py", "def test_x(): pass\n")
            .test("python3 -m pytest -q"),
        IGNORES);
  }

  @Test
  void a_test_that_writes_the_results_itself_and_leaves_is_not_believed() {
    Needs.pytest();

    assertCaught(
        bare()
            .file(
                "tests/test_x.py",
                """
                import os, re

                def test_x():
                    path = re.search(r'--junitxml=(\\S+)', os.environ['PYTEST_ADDOPTS']).group(1)
                    with open(path, 'w') as xml:
                        xml.write('<testsuites><testsuite><testcase classname="x" name="test_x"/>'
                                  '</testsuite></testsuites>')
                    os._exit(0)
                """)
            .test("python3 -m pytest -q"),
        NOT_RUN);
  }
}
