package dev.cambrian.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cambrian.core.json.Json;
import dev.cambrian.server.terminal.Screen;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
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
    assertThat(Run.in(home, "show", "2", "--log", "build").out())
        .isEqualTo(
            "cambrian-stage-log 1\n"
                + "stdout: %d bytes, 4711 bytes before them were cut\nbuilt 2%s\n\n"
                    .formatted(
                        8 + GrownHome.HOSTILE.getBytes(StandardCharsets.UTF_8).length,
                        GrownHome.HOSTILE)
                + "stderr: 0 bytes, 0 bytes before them were cut\n\n");
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
        .contains("stdout: ", "built 1\\x1b[2J\\u202eevil\\x07\n")
        .doesNotContain("\u001b", "\u202E", "\u0007");
  }
}
