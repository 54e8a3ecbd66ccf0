package dev.cambrian.server.view;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cambrian.core.artifact.ArtifactFile;
import dev.cambrian.core.history.History;
import dev.cambrian.core.history.SqliteHistory;
import dev.cambrian.core.verdict.ViabilityReport;
import dev.cambrian.core.verdict.ViabilityReport.Diagnostics;
import dev.cambrian.core.verdict.ViabilityReport.Failure;
import dev.cambrian.server.cli.GrownHome;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayNameGeneration(ReplaceUnderscores.class)
final class FailedCheckTest {
  /** Twenty lines in every file. */
  private static final CodeSource CODE =
      (generation, path) ->
          Optional.of(
              IntStream.rangeClosed(1, 20)
                  .mapToObj(it -> "%d %s %d".formatted(generation, path, it))
                  .collect(Collectors.joining("\n"))
                  .getBytes(UTF_8));

  @TempDir Path directory;

  /** Of a generation whose files are app.py, test_app.py, util.py and the spec. */
  private FailedCheck failed(String file, int line, CodeSource code) {
    GrownHome.at(directory, failing(new Failure("a test", "wrong", Optional.of(file), line(line))));
    try (SqliteHistory history = History.open(directory.resolve("history.db"))) {
      GenerationDetail detail = new HistoryView(history).detail(1).orElseThrow();
      return FailedCheck.of(detail, code, 1).getFirst();
    }
  }

  private static Optional<Integer> line(int line) {
    return line == 0 ? Optional.empty() : Optional.of(line);
  }

  private static UnaryOperator<ViabilityReport> failing(Failure failure) {
    return failing(failure, "");
  }

  private static UnaryOperator<ViabilityReport> failing(Failure failure, String stdout) {
    return report ->
        new ViabilityReport(
            report.generation(),
            report.status(),
            report.failureStage(),
            report.checks(),
            report.fitness(),
            report.completedAt(),
            report
                .diagnostics()
                .map(
                    it ->
                        new Diagnostics(
                            it.stage(),
                            it.summary(),
                            it.exitCode(),
                            it.limit(),
                            List.of(failure),
                            stdout,
                            "")),
            report.artifactHash(),
            report.specHash(),
            report.isolation());
  }

  /** In a Java test of the same generation, whose output is the trace. */
  private Optional<FailedCheck.Caller> caller(String test, String trace) {
    Failure failure =
        new Failure(test, "wrong", Optional.of("src/test/java/echo/EchoTest.java"), line(5));
    GrownHome.at(directory, failing(failure, trace));
    try (SqliteHistory history = History.open(directory.resolve("history.db"))) {
      GenerationDetail it = new HistoryView(history).detail(1).orElseThrow();
      List<ArtifactFile> files = new ArrayList<>(it.files());
      files.add(
          new ArtifactFile("src/test/java/echo/EchoTest.java", 9, "sha256:" + "a".repeat(64)));
      GenerationDetail java =
          new GenerationDetail(
              it.record(),
              it.events(),
              it.spec(),
              it.report(),
              it.exchanges(),
              files,
              it.estimates());
      return FailedCheck.of(java, CODE, 1).getFirst().caller();
    }
  }

  @Test
  void the_line_of_the_test_stands_beside_that_of_the_helper_it_called() {
    FailedCheck.Caller caller =
        caller(
                "echo.EchoTest.answers",
                "\tat echo.EchoTest.assertAnswer(EchoTest.java:5)\n\tat echo.EchoTest.answers(EchoTest.java:12)\n")
            .orElseThrow();

    assertThat(caller.path()).isEqualTo("src/test/java/echo/EchoTest.java");
    assertThat(caller.line()).isEqualTo(12);
    assertThat(caller.excerpt().orElseThrow().marked()).isEqualTo(12);
  }

  @Test
  void a_test_that_failed_in_its_own_line_has_no_caller() {
    assertThat(caller("echo.EchoTest.answers", "\tat echo.EchoTest.answers(EchoTest.java:5)\n"))
        .isEmpty();
  }

  @Test
  void six_lines_stand_before_and_after_the_one_that_is_named() {
    FailedCheck.Excerpt excerpt = failed("app.py", 10, CODE).excerpt().orElseThrow();

    assertThat(excerpt.first()).isEqualTo(4);
    assertThat(excerpt.marked()).isEqualTo(10);
    assertThat(excerpt.lines()).hasSize(13).startsWith("1 app.py 4").endsWith("1 app.py 16");
  }

  @Test
  void at_the_ends_of_a_file_there_are_fewer() {
    FailedCheck.Excerpt excerpt = failed("app.py", 19, CODE).excerpt().orElseThrow();

    assertThat(excerpt.lines()).hasSize(8).endsWith("1 app.py 20");
  }

  @Test
  void a_line_that_the_file_has_not_has_no_excerpt() {
    assertThat(failed("app.py", 21, CODE).excerpt()).isEmpty();
  }

  @Test
  void without_the_code_the_file_is_still_named() {
    FailedCheck failed = failed("app.py", 1, CodeSource.NONE);

    assertThat(failed.path()).contains("app.py");
    assertThat(failed.excerpt()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "test_app.py, test_app.py",
    "./test_app.py, test_app.py",
    "/workspace/artifact/test_app.py, test_app.py",
    "TINY-SPEC.md, spec/TINY-SPEC.md",
    "other.py,",
    "../../etc/passwd,",
    "/etc/passwd,",
    "py,"
  })
  void a_file_is_found_as_runners_name_it(String named, String path) {
    assertThat(failed(named, 1, CODE).path()).isEqualTo(Optional.ofNullable(path));
  }
}
