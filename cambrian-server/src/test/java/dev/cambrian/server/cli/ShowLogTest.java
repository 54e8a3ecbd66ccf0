package dev.cambrian.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cambrian.core.event.Event;
import dev.cambrian.core.json.Json;
import dev.cambrian.core.verdict.Stage;
import dev.cambrian.core.verdict.StageLog;
import dev.cambrian.core.verdict.StageLog.Output;
import dev.cambrian.server.terminal.Screen;
import dev.cambrian.server.view.StageRun;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** What stages printed, and how the generation before fared, shown of one grown home. */
final class ShowLogTest {

  @TempDir static Path home;
  @TempDir Path other;

  @BeforeAll
  static void grow() {
    GrownHome.at(home);
  }

  @Test
  void show_tells_of_a_reverse_run_in_one_harmless_line() {
    ReverseRuns.append(GrownHome.at(other), 2, 1, false);

    String line = "generation 1, verified once more: non-viable, 1 of 2 tests failed\\x1b[2J";
    assertThat(Run.in(other, "show", "2").out())
        .contains("  reverse    " + line)
        .containsPattern("baseline.reverse-run +generation 1, verified")
        .doesNotContain("\u001b");
    assertThat(
            Json.parse(Run.in(other, "show", "2", "--json").out())
                .at("/baseline-reverse-run/failure-stage")
                .asString())
        .isEqualTo("test");
  }

  @Test
  void show_log_prints_what_a_stage_printed_byte_for_byte_into_a_pipe() {
    Run run = Run.in(home, "show", "2", "--log", "build");

    assertThat(run.out()).isEqualTo("built 2%s\n".formatted(GrownHome.HOSTILE));
    assertThat(run.err())
        .isEqualTo(
            "cambrian: generation 2, build: standard output, %d bytes; 4,711 bytes before them were cut:\n"
                .formatted(8 + GrownHome.HOSTILE.getBytes(StandardCharsets.UTF_8).length));
  }

  @Test
  void both_streams_are_told_apart_on_standard_error_alone() {
    assertThat(printed(new StageLog(new Output("one\ntwo", 0), new Output("three\n", 1_234))))
        .isEqualTo(
            new Run(
                0,
                "one\ntwo\nthree\n",
                """
                cambrian: generation 7, test: standard output, 7 bytes:
                cambrian: generation 7, test: standard error, 6 bytes; 1,234 bytes before them were cut:
                """));
    assertThat(printed(new StageLog(new Output("", 0), new Output("three", 0))))
        .isEqualTo(new Run(0, "three", "cambrian: generation 7, test: standard error, 5 bytes:\n"));
    assertThat(printed(new StageLog(Output.NONE, Output.NONE)))
        .isEqualTo(new Run(0, "", "cambrian: generation 7, test: printed nothing\n"));
  }

  private static Run printed(StageLog log) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    Session session =
        new Session(
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8),
            Screen.NONE,
            Screen.NONE,
            Map.of(),
            Clock.systemUTC(),
            ZoneOffset.UTC);
    LogText.print(
        session,
        new StageRun(
            new Event.StageFinished(7, "run", Stage.TEST, true, 1), Optional.of(log.encode())),
        log);
    session.out().flush();
    return new Run(0, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }

  @Test
  void show_log_as_json_is_pure_ascii_with_the_texts_as_they_were() {
    String out = Run.in(home, "show", "1", "--log", "build", "--json").out();

    assertThat(out).matches("(?s)[\\n -~]*");
    JsonNode node = Json.parse(out.strip());
    assertThat(node.get("stage").asString()).isEqualTo("build");
    assertThat(node.at("/stdout/text").asString()).isEqualTo("built 1" + GrownHome.HOSTILE + "\n");
    assertThat(node.at("/stdout/cut-bytes").asInt()).isEqualTo(4711);
  }

  @Test
  void show_log_says_why_there_is_none() {
    assertThat(Run.in(home, "show", "1", "--log", "health").err())
        .startsWith("cambrian: generation 1 never came to the stage health;");
    assertThat(Run.in(home, "show", "1", "--log", "start").err())
        .startsWith("cambrian: the stage start of generation 1 has no log:");
    assertThat(Run.in(home, "show", "1", "--log", "deploy").err())
        .contains("'deploy' is not build, test, start or health")
        .hasLineCount(1);
    assertThat(Run.in(home, "show", "1", "--log", "manifest").err())
        .contains("'manifest' is not build, test, start or health");
    assertThat(Run.in(home, "show", "1", "--log", "build", "--exchanges").err())
        .startsWith("cambrian: --exchanges and --log show different things");
    assertThat(Run.in(home, "show", "1", "--log", "deploy").exit()).isEqualTo(2);
  }

  @Test
  void the_hash_of_a_log_is_in_the_view_of_stages() {
    assertThat(
            Run.in(
                    home,
                    "sql",
                    "SELECT s.stage, length(b.content) > 60 AS log FROM stage s LEFT JOIN blob b ON b.hash = s.log_blob WHERE generation = 2",
                    "--format",
                    "csv")
                .out())
        .isEqualTo("stage,log\nbuild,1\nstart,\n");
  }

  @Test
  void show_log_on_a_screen_is_harmless() {
    Run run =
        Run.of(
            new Screen(true, false, false),
            Map.of(),
            "show",
            "1",
            "--log",
            "build",
            "--home",
            home.toString());

    assertThat(run.out())
        .contains("built 1\\x1b[2J\\u202eevil\\x07\n")
        .doesNotContain("\u001b", "\u202E", "\u0007");
  }
}
