package dev.cambrian.rig;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cambrian.core.spec.Toolchain;
import dev.cambrian.core.verdict.Stage;
import dev.cambrian.core.verdict.ViabilityReport;
import dev.cambrian.core.verdict.ViabilityReport.Diagnostics;
import java.nio.file.Path;
import java.time.Duration;
import org.assertj.core.groups.Tuple;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Test suites that do not end: they fail at their limit, and the test that hung is named. */
@Timeout(120)
class HangingTestsTest {
  private static final String UNITTESTS =
      """
      import time
      import unittest

      class FirstTest(unittest.TestCase):
          def test_a(self):
              pass

          def test_b(self):
              "says what it does"
              self.fail('no')

      class SecondTest(unittest.TestCase):
          def test_a(self):
              "waits"
              print('some noise', flush=True)
              time.sleep(100)
      """;

  @TempDir Path directory;

  private ViabilityReport report(TestArtifact artifact, double seconds) {
    ViabilityReport report =
        artifact.report(
            Needs.bubblewrap()
                .withLimits(
                    RigLimits.DEFAULT.withTest(Duration.ofMillis(Math.round(seconds * 1000)))),
            directory);
    assertThat(report.failureStage()).contains(Stage.TEST);
    return report;
  }

  private static Diagnostics diagnostics(ViabilityReport report) {
    return report.diagnostics().orElseThrow();
  }

  private static Tuple[] failures(ViabilityReport report) {
    return diagnostics(report).failures().stream()
        .map(it -> Tuple.tuple(it.test(), it.error(), it.file().orElse(""), it.line().orElse(0)))
        .toArray(Tuple[]::new);
  }

  @Test
  void unittest_names_the_test_with_its_file_and_line() {
    Needs.python();

    ViabilityReport report =
        report(TestArtifact.honestPython().file("tests/test_slow.py", UNITTESTS), 2);

    assertThat(diagnostics(report).summary())
        .isEqualTo(
            "the test command did not end within 2 s and was killed while"
                + " tests.test_slow.SecondTest.test_a ran; 4 tests had ended (1 failed)");
    assertThat(failures(report))
        .containsExactly(
            Tuple.tuple(
                "tests.test_slow.SecondTest.test_a",
                "did not end within 2 s",
                "tests/test_slow.py",
                13),
            Tuple.tuple(
                "tests.test_slow.FirstTest.test_b",
                "failed; the run was killed before it told why",
                "tests/test_slow.py",
                8));
    assertThat(report.checks().test().testsRun()).isEqualTo(5);
    assertThat(report.checks().test().testsPassed()).isEqualTo(3);
    assertThat(report.checks().health().passed()).isTrue();
  }

  @Test
  void unittest_without_names_tells_how_many_had_ended() {
    Needs.python();

    ViabilityReport report =
        report(
            TestArtifact.honestPython()
                .file(
                    "tests/test_slow.py",
                    UNITTESTS.replace("print('some noise', flush=True)", "pass"))
                .test("python3 -m unittest discover"),
            2);

    assertThat(diagnostics(report).summary())
        .isEqualTo(
            "the test command did not end within 2 s and was killed; 4 tests had ended (1 failed)");
    assertThat(failures(report))
        .containsExactly(Tuple.tuple("test", diagnostics(report).summary(), "", 0));
  }

  @Test
  void pytest_names_the_test_though_it_is_quiet() {
    Needs.pytest();
    TestArtifact artifact = TestArtifact.honestPython();

    ViabilityReport report =
        report(
            artifact
                .file(
                    "tests/test_slow.py",
                    """
                    import time
                    import pytest

                    def test_bad():
                        assert 1 == 2

                    class TestWaits:
                        @pytest.mark.parametrize('n', [0, 100])
                        def test_wait(self, n):
                            time.sleep(n)
                    """)
                .test("python3 -m pytest -q"),
            4);

    assertThat(diagnostics(report).summary())
        .isEqualTo(
            "the test command did not end within 4 s and was killed while"
                + " tests/test_slow.py::TestWaits::test_wait[100] ran; 4 tests had ended (1 failed)");
    assertThat(failures(report))
        .extracting(it -> it.toList().get(0), it -> it.toList().get(2), it -> it.toList().get(3))
        .containsExactly(
            Tuple.tuple("tests/test_slow.py::TestWaits::test_wait[100]", "tests/test_slow.py", 9),
            Tuple.tuple("tests/test_slow.py::test_bad", "tests/test_slow.py", 4));
  }

  private static TestArtifact node(String tests) {
    TestArtifact artifact = TestArtifact.of(Toolchain.NODE);
    return artifact
        .file(
            "server.js",
            """
            require('node:http')
              .createServer((_, res) => res.end('{}'))
              .listen(Number(process.argv[2]), '127.0.0.1');
            """)
        .file("test/slow.test.js", tests)
        .test("node --test")
        .start("exec node server.js " + artifact.port());
  }

  @Test
  void node_names_the_innermost_test_with_its_file_and_line() {
    Needs.node();

    ViabilityReport report =
        report(
            node(
                """
                const { test, describe, it } = require('node:test');
                test('fine', () => {});
                test('bad', () => { throw new Error('broken'); });
                describe('group', () => {
                  it('waits', () => new Promise((done) => setTimeout(done, 100_000)));
                });
                """),
            3);

    assertThat(diagnostics(report).summary())
        .isEqualTo(
            "the test command did not end within 3 s and was killed while waits ran; 2 tests had"
                + " ended (1 failed)");
    assertThat(failures(report))
        .containsExactly(
            Tuple.tuple("waits", "did not end within 3 s", "test/slow.test.js", 5),
            Tuple.tuple("bad", "broken", "test/slow.test.js", 3));
    assertThat(report.checks().test().testsRun()).isEqualTo(3);
  }

  @Test
  void node_names_the_file_that_its_tests_keep_alive() {
    Needs.node();

    ViabilityReport report =
        report(
            node(
                """
                const { test } = require('node:test');
                test('leaves a server', () => { require('node:http').createServer().listen(0); });
                """),
            3);

    assertThat(diagnostics(report).summary())
        .contains("and was killed while test/slow.test.js ran; 1 test had ended");
    assertThat(failures(report))
        .containsExactly(
            Tuple.tuple("test/slow.test.js", "did not end within 3 s", "test/slow.test.js", 0));
  }

  @Test
  void a_command_that_names_no_test_is_said_to() {
    Needs.python();

    ViabilityReport report =
        report(TestArtifact.honestPython().test("echo working; sleep 100"), 0.5);

    assertThat(diagnostics(report).summary())
        .isEqualTo(
            "the test command did not end within 0.5 s and was killed; its output names no test");
    assertThat(report.checks().test().testsRun()).isZero();
  }

  @Test
  void tests_that_flood_their_output_are_killed_for_that_and_named() {
    Needs.python();

    ViabilityReport report =
        report(
            TestArtifact.honestPython()
                .file(
                    "tests/test_noisy.py",
                    """
                    import unittest

                    class NoisyTest(unittest.TestCase):
                        def test_noise(self):
                            while True:
                                print('x' * 100_000)
                    """)
                .test("python3 -m unittest -v tests.test_noisy"),
            60);

    assertThat(diagnostics(report).summary())
        .isEqualTo(
            "the test command wrote more than 64 MiB to its output and was killed while"
                + " tests.test_noisy.NoisyTest.test_noise ran; no test had ended");
    assertThat(diagnostics(report).failures().getFirst().error())
        .isEqualTo("ran when the test command was killed");
  }
}
