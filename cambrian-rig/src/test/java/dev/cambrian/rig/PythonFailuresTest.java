package dev.cambrian.rig;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cambrian.core.spec.Toolchain;
import dev.cambrian.core.verdict.Stage;
import dev.cambrian.core.verdict.ViabilityReport;
import dev.cambrian.core.verdict.ViabilityReport.Failure;
import java.nio.file.Path;
import org.assertj.core.groups.Tuple;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Each failed test of pytest and unittest is one failure with the place and the reason. */
@Timeout(120)
@DisplayNameGeneration(ReplaceUnderscores.class)
class PythonFailuresTest {
  @TempDir private Path directory;
  private LocalVerifier verifier = Needs.plainProcesses();

  @BeforeEach
  void open() {
    Needs.pytest();
    verifier = Needs.bubblewrap();
  }

  private ViabilityReport pytest(String... pathsAndContents) {
    return judged("python3 -m pytest -q tests", pathsAndContents);
  }

  private ViabilityReport unittest(String... pathsAndContents) {
    return judged("python3 -m unittest discover", pathsAndContents);
  }

  private ViabilityReport judged(String command, String... pathsAndContents) {
    TestArtifact artifact = TestArtifact.of(Toolchain.PYTHON);
    artifact.file("server.py", TestArtifact.PYTHON_SERVER).file("tests/__init__.py", "");
    for (int i = 0; i < pathsAndContents.length; i += 2) {
      artifact.file(pathsAndContents[i], pathsAndContents[i + 1]);
    }
    return artifact
        .test(command)
        .start("exec python3 server.py " + artifact.port())
        .report(verifier, directory);
  }

  private static void ran(ViabilityReport report, int run, int passed) {
    assertThat(report.failureStage()).contains(Stage.TEST);
    assertThat(report.checks().test().testsRun()).isEqualTo(run);
    assertThat(report.checks().test().testsPassed()).isEqualTo(passed);
  }

  private static void failed(ViabilityReport report, Tuple... failures) {
    assertThat(report.diagnostics().orElseThrow().failures())
        .extracting(
            Failure::test,
            it -> it.file().orElse("") + ":" + it.line().orElse(0),
            it -> it.error().lines().findFirst().orElse(""))
        .containsExactlyInAnyOrder(failures);
  }

  @Test
  void a_test_of_pytest_that_fails_twice_is_one_and_a_fixture_that_breaks_has_its_place() {
    ViabilityReport report =
        pytest(
            "tests/test_a.py",
            """
            import pytest

            @pytest.fixture
            def broken():
                raise RuntimeError('fixture')

            @pytest.fixture
            def leaking():
                yield 1
                raise RuntimeError('teardown')

            def test_setup(broken): pass

            def test_teardown(leaking): pass

            def test_both(leaking):
                assert False, 'call'

            def test_unknown(no_such_fixture): pass

            @pytest.mark.parametrize('n', ['a', 'x[1]'])
            def test_param(n):
                assert n == 'a'

            @pytest.mark.xfail
            def test_expected(): assert False
            """);

    ran(report, 6, 1);
    failed(
        report,
        Tuple.tuple(
            "tests.test_a.test_setup",
            "tests/test_a.py:5",
            "failed on setup with \"RuntimeError: fixture\""),
        Tuple.tuple(
            "tests.test_a.test_teardown",
            "tests/test_a.py:10",
            "failed on teardown with \"RuntimeError: teardown\""),
        Tuple.tuple("tests.test_a.test_both", "tests/test_a.py:17", "AssertionError: call"),
        Tuple.tuple(
            "tests.test_a.test_unknown",
            "tests/test_a.py:19",
            "failed on setup: fixture 'no_such_fixture' not found"),
        Tuple.tuple(
            "tests.test_a.test_param[x[1]]",
            "tests/test_a.py:23",
            "AssertionError: assert 'x[1]' == 'a'"));
  }

  @Test
  void a_test_file_that_pytest_cannot_load_tells_where_and_why() {
    ViabilityReport report =
        pytest(
            "tests/test_imports.py",
            "import os\nimport no_such_module\n",
            "tests/test_deep.py",
            "from tests import helper\n\ndef test_x(): pass\n",
            "tests/helper.py",
            "def load():\n    raise ValueError('at load')\n\nload()\n",
            "tests/test_ok.py",
            "def test_ok(): pass\n");

    failed(
        report,
        Tuple.tuple(
            "tests.test_imports",
            "tests/test_imports.py:2",
            "ModuleNotFoundError: No module named 'no_such_module'"),
        Tuple.tuple("tests.test_deep", "tests/helper.py:2", "ValueError: at load"));
  }

  @Test
  void what_keeps_pytest_from_starting_is_told() {
    failed(
        pytest("conftest.py", "import os\nimport no_such_module\n"),
        Tuple.tuple(
            "conftest.py",
            "conftest.py:2",
            "ModuleNotFoundError: No module named 'no_such_module'"));
    failed(
        pytest("pytest.ini", "[pytest]\naddopts = --no-such-option\n"),
        Tuple.tuple("pytest", "pytest.ini:0", "unrecognized arguments: --no-such-option"));
    failed(
        judged("python3 -m pytest checks"),
        Tuple.tuple("pytest", ":0", "file or directory not found: checks"));
  }

  @Test
  void a_native_traceback_has_its_place_too() {
    ViabilityReport report =
        pytest(
            "pytest.ini",
            "[pytest]\naddopts = --tb=native\n",
            "tests/test_a.py",
            "def test_a():\n    check()\n\ndef check():\n    raise ValueError('no')\n");

    ran(report, 1, 0);
    assertThat(report.diagnostics().orElseThrow().failures().getFirst().file())
        .contains("tests/test_a.py");
  }

  @Test
  void sub_tests_are_one_test_of_pytest_that_tells_its_first_failure() {
    ViabilityReport report =
        pytest(
            "tests/test_a.py",
            """
            import unittest

            class T(unittest.TestCase):
                def test_subs(self):
                    for i in range(3):
                        with self.subTest(i=i):
                            self.assertEqual(i, 1)

                def test_whole(self):
                    pass
            """);

    ran(report, 2, 1);
    assertThat(report.diagnostics().orElseThrow().failures())
        .singleElement()
        .satisfies(
            it -> {
              assertThat(it.test()).isEqualTo("tests.test_a.T.test_subs");
              assertThat(it.error()).startsWith("AssertionError: 0 != 1");
              assertThat(it.line()).contains(7);
            });
  }

  @Test
  void unittest_counts_a_test_once_however_often_it_fails() {
    ViabilityReport report =
        unittest(
            "tests/test_a.py",
            """
            import unittest

            class T(unittest.TestCase):
                def test_subs(self):
                    for i in range(3):
                        with self.subTest(i=i):
                            self.assertEqual(i, 1)

                def test_both(self):
                    self.addCleanup(self.clean)
                    self.fail('first')

                def clean(self):
                    raise OSError('cleanup')

                def test_described(self):
                    \"""It has a docstring.\"""
                    self.assertEqual('a\\n', 'b\\n')

                def test_cause(self):
                    try:
                        self.clean()
                    except OSError as e:
                        raise RuntimeError('outer') from e

                @unittest.expectedFailure
                def test_unexpected(self):
                    pass

                @unittest.expectedFailure
                def test_expected(self):
                    self.fail()

                @unittest.skip('later')
                def test_skipped(self):
                    pass

                def test_fine(self):
                    pass
            """);

    ran(report, 7, 2);
    String of = " (tests.test_a.T.";
    failed(
        report,
        Tuple.tuple(
            "test_subs" + of + "test_subs) (i=0)", "tests/test_a.py:7", "AssertionError: 0 != 1"),
        Tuple.tuple(
            "test_subs" + of + "test_subs) (i=2)", "tests/test_a.py:7", "AssertionError: 2 != 1"),
        Tuple.tuple("test_both" + of + "test_both)", "tests/test_a.py:11", "AssertionError: first"),
        Tuple.tuple(
            "test_described" + of + "test_described)",
            "tests/test_a.py:18",
            "AssertionError: 'a\\n' != 'b\\n'"),
        Tuple.tuple("test_cause" + of + "test_cause)", "tests/test_a.py:24", "RuntimeError: outer"),
        Tuple.tuple(
            "test_unexpected" + of + "test_unexpected)",
            "tests/test_a.py:27",
            "unexpected success"));
    assertThat(report.diagnostics().orElseThrow().failures())
        .anySatisfy(it -> assertThat(it.error()).endsWith("- a\n+ b"));
  }

  @Test
  void unittest_tells_of_files_classes_and_modules_that_break_before_their_tests() {
    ViabilityReport report =
        unittest(
            "tests/test_load.py",
            "from tests import helper\n",
            "tests/helper.py",
            "def load():\n    raise ValueError('at load')\n\nload()\n",
            "tests/test_a.py",
            """
            import unittest

            def tearDownModule():
                raise RuntimeError('module')

            class T(unittest.TestCase):
                @classmethod
                def setUpClass(cls):
                    raise RuntimeError('class')

                def test_never(self):
                    pass

            class U(unittest.TestCase):
                def test_fine(self):
                    pass
            """);

    ran(report, 4, 1);
    failed(
        report,
        Tuple.tuple(
            "tests.test_load (unittest.loader._FailedTest.tests.test_load)",
            "tests/helper.py:2",
            "ValueError: at load"),
        Tuple.tuple("setUpClass (tests.test_a.T)", "tests/test_a.py:9", "RuntimeError: class"),
        Tuple.tuple("tearDownModule (tests.test_a)", "tests/test_a.py:4", "RuntimeError: module"));
  }
}
