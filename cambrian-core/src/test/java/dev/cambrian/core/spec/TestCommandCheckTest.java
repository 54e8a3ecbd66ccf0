package dev.cambrian.core.spec;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class TestCommandCheckTest {
  private static Optional<String> rule(String command) {
    return TestCommandCheck.of(command).map(TestCommandCheck.Problem::rule);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "mvn -B -o surefire:test -Dtest=MainTest",
        "mvn -DskipTests verify",
        "./mvnw '-Dgroups=fast' test",
        "mvn -Dmaven.test.skip=true test",
        "python3 -m pytest -k fast",
        "pytest -m 'not slow'",
        "cd app && python -m pytest tests/test_a.py::test_b",
        "python -m unittest -k Server",
        "python3 -m unittest tests.test_app.AppTest",
        "python3 -m unittest tests.test_app.AppTest.test_x",
        "node --test --test-name-pattern=sum",
        "node --test-only --test"
      })
  void a_command_that_selects_tests_is_refused(String command) {
    assertThat(rule(command)).contains("entry-test-selects");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "mvn test -Dmaven.test.failure.ignore",
        "mvn -fn test",
        "pytest || true",
        "pytest || exit 0; echo done",
        "python3 -m unittest; true",
        "python3 -m unittest -v 2>&1\n:",
        "node --test | tee log",
        "(node --test 2>&1 | grep -v x)"
      })
  void a_command_that_ends_well_though_tests_fail_is_refused(String command) {
    assertThat(rule(command)).contains("entry-test-hides-failures");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "true",
        "mvn -B -o verify -DskipTests=false -Dstyle.color=never",
        "python -m pytest tests/ -v",
        "python -m pytest -q --junitxml=out.xml tests/test_a.py -p no:cacheprovider",
        "python3 -m unittest discover -s tests -v 2>&1",
        "python3 -m unittest tests.test_app",
        "python3 -m unittest discover; rc=$?; echo 'a | b || true; true' > x; exit $rc",
        "rm -f log || true; node --test test/",
        "python3 -m compileall . || true; python3 -m pytest",
        "python3 -m pytest && true",
        "yes | python3 run_tests.py",
        "set -o pipefail; node --test | tee log",
        "python3 -c 'import x; x.k | x.m'",
        "npm test"
      })
  void any_other_is_not(String command) {
    assertThat(rule(command)).isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void the_toolchains_own_are_not(Toolchain toolchain) {
    assertThat(TestCommandCheck.of(Entry.defaultFor(toolchain).test())).isEmpty();
  }

  @Test
  void what_is_to_be_done_is_said() {
    assertThat(TestCommandCheck.of("mvn test -Dtest=A").orElseThrow().message())
        .contains("-Dtest=A")
        .contains("leave it out");
  }
}
