package dev.cambrian.rig;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The same for artifacts whose tests run with pytest. */
@Timeout(120)
class PytestCanaryTest {
  @TempDir Path directory;
  private Path scratch;
  private LocalVerifier verifier = Needs.plainProcesses();

  @BeforeEach
  void open() throws Exception {
    Needs.pytest();
    scratch = Files.createDirectory(directory.resolve("scratch"));
    verifier = Needs.bubblewrap().withScratch(scratch);
  }

  @AfterEach
  void nothing_is_left() {
    assertThat(TestArtifact.leftovers(scratch)).isEmpty();
  }

  private void assertCaught(TestArtifact artifact, String error) {
    CanaryVerdict.assertCaught(artifact.report(verifier, directory), error);
  }

  private void assertViable(TestArtifact artifact, int testsRun) {
    CanaryVerdict.assertViable(artifact.report(verifier, directory), testsRun);
  }

  @Test
  void honest_pytest_artifacts_are_believed() {
    assertViable(
        PythonCanaryTest.bare()
            .file("conftest.py", "import pytest\n\n@pytest.fixture\ndef n(): return 3\n")
            .file("app/tests/server_test.py", "def test_n(n): assert n == 3\n")
            .file("tests/test_x.py", "import pytest\n@pytest.mark.xfail\ndef test_x(): assert 0\n")
            .test("python3 -m pytest -x -q"),
        1);
  }

  @Test
  void an_honest_pytest_of_one_file_is_believed() {
    assertViable(
        PythonCanaryTest.bare()
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
    assertCaught(
        PythonCanaryTest.bare()
            .file("tests/conftest.py", conftest)
            .file("tests/test_x.py", "def test_x(): assert 1 + 1 == 3\n")
            .test("python3 -m pytest -q"),
        CanaryVerdict.SWALLOWS);
  }

  @Test
  void a_conftest_that_leaves_out_what_it_does_not_know_is_not_believed() {
    assertCaught(
        PythonCanaryTest.bare()
            .file(
                "conftest.py",
                """
                def pytest_collection_modifyitems(items):
                    items[:] = [it for it in items if it.name == 'test_x']
                """)
            .file("tests/test_x.py", "def test_x(): pass\n")
            .test("python3 -m pytest -q"),
        CanaryVerdict.NOT_RUN);
  }

  @Test
  void a_conftest_that_only_mends_the_exit_code_is_not_believed() {
    assertCaught(
        PythonCanaryTest.bare()
            .file(
                "conftest.py",
                "def pytest_sessionfinish(session, exitstatus):\n    session.exitstatus = 0\n")
            .file("tests/test_x.py", "def test_x(): pass\n")
            .test("python3 -m pytest -q"),
        CanaryVerdict.IGNORES);
  }

  @Test
  void a_test_that_writes_the_results_itself_and_leaves_is_not_believed() {
    assertCaught(
        PythonCanaryTest.bare()
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
        CanaryVerdict.NOT_RUN);
  }
}
