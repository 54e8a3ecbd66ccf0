package dev.cambrian.rig;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cambrian.core.artifact.ArtifactFile;
import dev.cambrian.rig.KilledRun.Running;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What runners print before they are killed. */
class KilledRunTest {
  @TempDir Path work;

  private static SourceMap sources(String... paths) {
    return new SourceMap(
        Stream.of(paths).map(it -> new ArtifactFile(it, 1, "sha256:" + "0".repeat(64))).toList(),
        "/work");
  }

  private static CommandResult.Output output(String text) {
    return new CommandResult.Output(text, Text.tail(text, OutputCapture.TAIL_LINES, 65_536));
  }

  private KilledRun unittest(String text) {
    return PythonProgress.unittest(output(text), work, sources("test_m.py"));
  }

  @Test
  void older_pythons_leave_the_method_out_of_the_id() {
    assertThat(unittest("test_a (test_m.T) ... ok\ntest_b (test_m.T) ... ").running())
        .containsExactly(
            new Running("test_m.T.test_b", Optional.of("test_m.py"), Optional.empty()));
  }

  @Test
  void a_test_that_printed_before_its_result_has_ended() {
    KilledRun told =
        unittest(
            "test_a (test_m.T.test_a) ... noise\nok\ntest_b (test_m.T.test_b)\nwords ... FAIL\n");

    assertThat(told.running()).isEmpty();
    assertThat(told.describe())
        .isEqualTo("; 2 tests had ended (1 failed), the last was test_m.T.test_b");
  }

  @Test
  void where_not_all_of_the_output_is_kept_nothing_is_counted() {
    KilledRun told =
        PythonProgress.unittest(
            new CommandResult.Output(
                "test_a (test_m.T.test_a) ... ", "test_z (test_m.T.test_z) ... "),
            work,
            sources());

    assertThat(told.ended()).isEmpty();
    assertThat(told.describe()).isEqualTo(" while test_m.T.test_z ran");
  }

  @Test
  void an_older_pytest_names_the_file() {
    KilledRun told =
        PythonProgress.pytest(
            output("collected 3 items\n\ntests/test_a.py ...      [ 50%]\ntests/test_b.py .F"),
            work,
            sources("tests/test_b.py"));

    assertThat(told.running())
        .containsExactly(
            new Running("tests/test_b.py", Optional.of("tests/test_b.py"), Optional.empty()));
  }

  @Test
  void surefire_names_the_class_that_has_not_ended() {
    KilledRun told =
        JavaProgress.read(
            output(
                """
                [INFO] Running demo.FirstTest
                [INFO] Tests run: 2, Failures: 0, Errors: 0, Skipped: 0, Time elapsed: 0.05 s -- in demo.FirstTest
                [INFO] Running demo.SecondTest
                noise of the test
                """),
            List.of("demo.FirstTest"),
            sources("src/test/java/demo/FirstTest.java", "src/test/java/demo/SecondTest.java"));

    assertThat(told.running())
        .containsExactly(
            new Running(
                "demo.SecondTest",
                Optional.of("src/test/java/demo/SecondTest.java"),
                Optional.empty()));
  }

  @Test
  void a_quiet_surefire_leaves_the_one_class_without_results() {
    SourceMap sources =
        sources(
            "src/main/java/demo/Main.java",
            "src/test/java/demo/FirstTest.java",
            "src/test/java/demo/SecondTest.java");

    assertThat(JavaProgress.read(output(""), List.of("demo.FirstTest"), sources).running())
        .extracting(Running::test)
        .containsExactly("demo.SecondTest");
    assertThat(JavaProgress.read(output(""), List.of(), sources).silent()).isTrue();
  }
}
