package dev.cambrian.rig;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cambrian.core.artifact.ArtifactFile;
import dev.cambrian.core.verdict.ViabilityReport.Failure;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

/** Of a stack trace the place is where the failed test itself is. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class JavaFailuresTest {
  private static final String TEST = "src/test/java/echo/EchoServerTest.java";
  private static final String BASE = "src/test/java/echo/Base.java";
  private static final SourceMap SOURCES =
      new SourceMap(
          Stream.of(TEST, BASE, "src/main/java/echo/Echo.java")
              .map(it -> new ArtifactFile(it, 1, "0".repeat(64)))
              .toList(),
          "/work");

  private static Failure failure(String name, String... frames) {
    return JavaFailures.of(
        new JUnitXml.Case(
            "echo.EchoServerTest",
            name,
            JUnitXml.Outcome.FAILED,
            "wrong",
            "java.lang.AssertionError: wrong\n\tat " + String.join("\n\tat ", List.of(frames)),
            Optional.empty(),
            Optional.empty()),
        SOURCES);
  }

  private static String place(String name, String... frames) {
    Failure failure = failure(name, frames);
    return failure.file().orElse("") + ":" + failure.line().orElse(0);
  }

  @Test
  void a_helper_that_asserts_for_many_tests_is_passed_over() {
    assertThat(
            place(
                "echo_decodes_the_message_once",
                "org.junit.jupiter.api.AssertionUtils.fail(AssertionUtils.java:38)",
                "echo.EchoServerTest.assertAnswer(EchoServerTest.java:45)",
                "echo.EchoServerTest.echo_decodes_the_message_once(EchoServerTest.java:69)",
                "java.base/java.lang.reflect.Method.invoke(Method.java:565)"))
        .isEqualTo(TEST + ":69");
  }

  @Test
  void the_parameters_of_a_test_are_no_part_of_its_method() {
    assertThat(
            place(
                "echoes(String)[2]",
                "echo.EchoServerTest.assertAnswer(EchoServerTest.java:45)",
                "echo.EchoServerTest.echoes(EchoServerTest.java:71)"))
        .isEqualTo(TEST + ":71");
  }

  @Test
  void a_lambda_of_the_test_method_is_in_the_test_method() {
    assertThat(
            place(
                "echoes",
                "echo.EchoServerTest.assertAnswer(EchoServerTest.java:45)",
                "echo.EchoServerTest.lambda$echoes$0(EchoServerTest.java:74)",
                "org.junit.jupiter.api.AssertAll.assertAll(AssertAll.java:80)",
                "echo.EchoServerTest.echoes(EchoServerTest.java:73)"))
        .isEqualTo(TEST + ":74");
  }

  @Test
  void where_the_method_is_not_in_the_trace_the_outermost_of_the_test_class_is() {
    assertThat(
            place(
                "is called by its display name",
                "echo.EchoServerTest.assertAnswer(EchoServerTest.java:45)",
                "echo.EchoServerTest.ask(EchoServerTest.java:50)",
                "echo.Base.each(Base.java:9)"))
        .isEqualTo(TEST + ":50");
  }

  @Test
  void what_it_was_caused_by_is_told_by_nobody_but_where_nothing_else_is() {
    assertThat(
            place(
                "by its display name",
                "echo.EchoServerTest.ask(EchoServerTest.java:50)\nCaused by: java.io.IOException",
                "echo.EchoServerTest.open(EchoServerTest.java:20)"))
        .isEqualTo(TEST + ":50");
    assertThat(
            place(
                "echoes",
                "java.util.X.y(X.java:1)\nCaused by: java.io.IOException",
                "echo.EchoServerTest.echoes(EchoServerTest.java:20)"))
        .isEqualTo(TEST + ":20");
  }

  @Test
  void without_a_frame_of_the_test_class_the_innermost_of_the_artifact_is() {
    assertThat(
            place(
                "inherited", "echo.Echo.decode(Echo.java:12)", "echo.Base.inherited(Base.java:9)"))
        .isEqualTo("src/main/java/echo/Echo.java:12");
    assertThat(place("inherited", "java.util.X.y(X.java:1)")).isEqualTo(TEST + ":0");
  }
}
