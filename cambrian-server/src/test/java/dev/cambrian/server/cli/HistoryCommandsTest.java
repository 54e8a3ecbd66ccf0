package dev.cambrian.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cambrian.core.history.QueryResult;
import dev.cambrian.core.json.Json;
import dev.cambrian.server.terminal.Screen;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Reads one grown home with every command; none of these tests changes it. */
final class HistoryCommandsTest {

  @TempDir static Path home;
  @TempDir Path elsewhere;

  @BeforeAll
  static void grow() {
    GrownHome.at(home);
  }

  @Test
  void log_lists_the_latest_generation_first() {
    Run run = Run.in(home, "log");

    assertThat(run.exit()).isZero();
    assertThat(run.err()).isEmpty();
    assertThat(run.out().lines().toList())
        .hasSize(5)
        .satisfies(
            lines -> {
              assertThat(lines.get(4))
                  .isEqualTo("Together: $0.0030 paid; 2,468 tokens of paid answers.");
              assertThat(lines.get(0)).contains("GEN", "OUTCOME", "FAILED AT", "SPEC", "TOKENS");
              assertThat(lines.get(1)).contains("2", "promoted", "Tiny", "small-model", "1,234");
              assertThat(lines.get(2)).contains("1", "failed", "test", "$0.0015");
            });
  }

  @Test
  void log_keeps_to_its_limit_and_outcome() {
    assertThat(Run.in(home, "log", "--limit", "1").out().lines()).hasSize(4);
    assertThat(Run.in(home, "log", "--outcome", "failed").out().lines())
        .hasSize(4)
        .element(1)
        .asString()
        .contains("failed");
    assertThat(Run.in(home, "log", "--outcome", "timeout").out())
        .isEqualTo("No such generation.\n");
  }

  @Test
  void log_as_json_holds_the_generation_records() {
    JsonNode records = Json.parse(Run.in(home, "log", "--json").out().strip());

    assertThat(records).hasSize(2);
    JsonNode latest = records.get(0);
    assertThat(latest.get("generation").asInt()).isEqualTo(2);
    assertThat(latest.get("outcome").asString()).isEqualTo("promoted");
    assertThat(latest.get("spec-title").asString()).isEqualTo("Tiny");
    assertThat(latest.get("token-usage").get("output").asInt()).isEqualTo(234);
    assertThat(records.get(1).get("failure-stage").asString()).isEqualTo("test");
  }

  @Test
  void an_unknown_outcome_names_the_known_ones() {
    Run run = Run.in(home, "log", "--outcome", "dead");

    assertThat(run.exit()).isEqualTo(2);
    assertThat(run.err()).startsWith("cambrian: no outcome is named 'dead'").contains("promoted");
  }

  @Test
  void show_tells_a_failed_generation_in_full_and_harmlessly() {
    Run run = Run.in(home, "show", "1");

    assertThat(run.exit()).isZero();
    assertThat(run.out())
        .contains("generation 1: failed, non-viable")
        .contains("Tiny 1.0 (TINY-SPEC.md)")
        .contains("generation.started", "llm.answered", "artifact.sealed", "verdict.given")
        .containsPattern("test +failed +0.00 s +1 of 2 tests passed")
        .contains("health")
        .containsPattern("test rate +50.0 %")
        .contains("(test_app.py:7)")
        .contains("\\x1b[2J\\u202eevil\\x07")
        .contains("app.py", "spec/TINY-SPEC.md")
        .doesNotContain("\u001b", "\u202E", "\u0007");
  }

  @Test
  void show_tells_what_failed_beyond_the_tests() {
    assertThat(Run.in(home, "show", "1").out()).contains("  beyond it  1 of 1 spec vector failed");
    assertThat(Run.in(home, "show", "2").out()).doesNotContain("beyond it");
  }

  @Test
  void show_as_json_tells_all_that_the_list_does() {
    for (JsonNode listed : Json.parse(Run.in(home, "log", "--json").out().strip())) {
      String generation = listed.get("generation").asString();
      JsonNode shown = Json.parse(Run.in(home, "show", generation, "--json").out().strip());

      assertThat(shown.properties()).containsAll(listed.properties());
      assertThat(shown.get("cost-micro-usd").asLong()).isEqualTo(1_500);
    }
  }

  @Test
  void show_lists_every_file_of_the_manifest() {
    JsonNode manifest = Json.parse(Run.in(home, "show", "2", "--file", "manifest.json").out());
    String[] lines = Run.in(home, "show", "2").out().split("\nfiles\n", -1)[1].split("\n", -1);

    assertThat(Arrays.stream(lines).skip(1).filter(line -> !line.isBlank()))
        .extracting(line -> line.strip().replaceFirst("^[\\d,]+ +", ""))
        .containsExactlyElementsOf(
            manifest.get("files").valueStream().map(JsonNode::asString).toList())
        .contains("manifest.json");
  }

  @Test
  void show_as_json_is_pure_ascii_with_report_and_events() {
    String out = Run.in(home, "show", "1", "--json").out();

    assertThat(out).matches("(?s)[\\n -~]*");
    JsonNode node = Json.parse(out.strip());
    assertThat(node.get("viability").get("failure_stage").asString()).isEqualTo("test");
    assertThat(node.get("events").get(0).get("type").asString()).isEqualTo("generation.started");
  }

  @Test
  void show_exchanges_prints_what_was_asked_and_answered_in_full_and_harmlessly() {
    Run run = Run.in(home, "show", "2", "--exchanges");

    assertThat(run.exit()).isZero();
    assertThat(run.out())
        .startsWith(
            """
            exchange 1 of 1: retry 1
              model      small-model
              stopped    complete
              tokens     1,000 tokens in, 234 out
            system
              |""")
        .containsSubsequence(
            "\nuser\n", "  | # Tiny\n", "  | print(1)\n", "\nanswer\n", "  | print(2)\n")
        .endsWith("  | done \\x1b[2J\\u202eevil\\x07\n")
        .doesNotContain("\u001b", "\u202E", "\u0007");
  }

  @Test
  void show_exchanges_as_json_holds_the_texts_as_they_were() {
    JsonNode node = Json.parse(Run.in(home, "show", "1", "--exchanges", "--json").out().strip());

    assertThat(node.get("generation").asInt()).isEqualTo(1);
    JsonNode exchange = node.get("exchanges").get(0);
    assertThat(exchange.get("purpose").asString()).isEqualTo("generate");
    assertThat(exchange.get("ordinal").asInt()).isEqualTo(1);
    assertThat(exchange.get("stop-reason").asString()).isEqualTo("complete");
    assertThat(exchange.get("token-usage").get("output").asInt()).isEqualTo(234);
    assertThat(exchange.get("request").get("system").asString()).isNotEmpty();
    assertThat(exchange.get("request").get("messages").get(0).get("text").asString())
        .contains(GrownHome.SPEC);
    assertThat(exchange.get("answer").asString()).endsWith("done " + GrownHome.HOSTILE);
  }

  @Test
  void show_refuses_a_file_and_exchanges_at_once() {
    Run run = Run.in(home, "show", "1", "--exchanges", "--file", "app.py");

    assertThat(run.exit()).isEqualTo(2);
    assertThat(run.err()).startsWith("cambrian: --file and --exchanges").hasLineCount(1);
  }

  @Test
  void show_file_prints_a_file_byte_for_byte_into_a_pipe() {
    assertThat(Run.in(home, "show", "2", "--file", "app.py").out()).isEqualTo("print(2)\n");
  }

  @Test
  void show_names_what_is_not_there() {
    Run generation = Run.in(home, "show", "9");
    Run file = Run.in(home, "show", "2", "--file", "b.py");

    assertThat(generation.exit()).isEqualTo(2);
    assertThat(generation.err()).startsWith("cambrian: there is no generation 9 in ");
    assertThat(file.exit()).isEqualTo(2);
    assertThat(file.err()).startsWith("cambrian: generation 2 has no file b.py");
  }

  @Test
  void diff_shows_the_code_of_two_generations() {
    Run run = Run.in(home, "diff", "1", "2");

    assertThat(run.exit()).isZero();
    assertThat(run.out()).contains("--- a/app.py", "+++ b/app.py", "-print(1)", "+print(2)");
    assertThat(run.out()).doesNotContain("manifest.json");
    assertThat(run.err())
        .isEqualTo(
            "cambrian: the manifests differ too; 'cambrian diff 1 2 --manifest' shows how\n");
    assertThat(Run.in(home, "diff", "1", "7").exit()).isEqualTo(2);
  }

  @Test
  void diff_shows_the_manifests_where_they_are_asked_for() {
    Run run = Run.in(home, "diff", "1", "2", "--manifest");

    assertThat(run.exit()).isZero();
    assertThat(run.out()).contains("+print(2)", "--- a/manifest.json", "+  \"generation\": 2,");
    assertThat(run.err()).isEmpty();
  }

  @Test
  void diff_of_a_generation_with_itself_says_nothing() {
    assertThat(Run.in(home, "diff", "1", "1")).isEqualTo(new Run(0, "", ""));
  }

  @Test
  void sql_answers_as_table_json_and_csv() {
    String sql = "SELECT generation, outcome FROM generation ORDER BY generation";

    assertThat(Run.in(home, "sql", sql).out())
        .isEqualTo("generation  outcome\n         1  failed\n         2  promoted\n");
    assertThat(Json.parse(Run.in(home, "sql", sql, "--format", "json").out().strip()).get(1))
        .isEqualTo(Json.parse("{\"generation\":2,\"outcome\":\"promoted\"}"));
    assertThat(Run.in(home, "sql", sql, "--format", "csv").out())
        .isEqualTo("generation,outcome\n1,failed\n2,promoted\n");
  }

  @Test
  void sql_quotes_csv_cells() {
    assertThat(Run.in(home, "sql", "SELECT 'a\"b,c' AS x", "--format", "csv").out())
        .isEqualTo("x\n\"a\"\"b,c\"\n");
  }

  @Test
  void sql_keeps_every_column_of_one_name() {
    String sql = "SELECT 1 AS x, 2 AS x, 3 AS x_2, 4 AS x";

    assertThat(Json.parse(Run.in(home, "sql", sql, "--format", "json").out().strip()).get(0))
        .isEqualTo(Json.parse("{\"x\":1,\"x_3\":2,\"x_2\":3,\"x_4\":4}"));
  }

  @Test
  void sql_tells_why_rows_are_missing() {
    QueryResult result = new QueryResult(List.of("x"), List.of(List.of()), true);

    assertThat(SqlCommand.cut(result, 1)).contains("more than 1 rows", "--limit");
    assertThat(SqlCommand.cut(result, 1000)).contains("only the first 1 rows", "too much text");
  }

  @Test
  void a_file_on_a_plain_terminal_is_harmless() {
    byte[] content = GrownHome.HOSTILE.getBytes(StandardCharsets.UTF_8);
    Screen plain = new Screen(true, false, false);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    Session session =
        new Session(
            new PrintStream(out, false, StandardCharsets.UTF_8),
            System.err,
            plain,
            plain,
            Map.of(),
            Clock.systemUTC(),
            ZoneOffset.UTC);

    session.content(content);
    session.out().flush();

    assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo("\\x1b[2J\\u202eevil\\x07");
  }

  @Test
  void sql_on_a_screen_is_harmless() {
    Run run =
        Run.of(
            new Screen(true, false, false),
            Map.of(),
            "sql",
            "SELECT char(27, 8238) AS x",
            "--format",
            "csv",
            "--home",
            home.toString());

    assertThat(run.out()).isEqualTo("x\n\\x1b\\u202e\n");
  }

  @Test
  void sql_says_where_rows_were_cut_off() {
    Run run = Run.in(home, "sql", "SELECT * FROM stage", "--limit", "1");

    assertThat(run.exit()).isZero();
    assertThat(run.out().lines()).hasSize(2);
    assertThat(run.err()).isEqualTo("cambrian: there are more than 1 rows; see --limit\n");
  }

  @Test
  void sql_changes_nothing_and_blames_the_query() {
    Run write = Run.in(home, "sql", "DELETE FROM event");
    Run wrong = Run.in(home, "sql", "SELECT absent FROM nowhere");

    assertThat(write.exit()).isEqualTo(2);
    assertThat(wrong.exit()).isEqualTo(2);
    assertThat(wrong.err()).startsWith("cambrian: ").contains("nowhere").hasLineCount(1);
    assertThat(Run.in(home, "log").out().lines()).hasSize(5);
  }

  @Test
  void an_endless_query_ends_at_its_limit() {
    Run run =
        Run.in(
            home,
            "sql",
            "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT sum(x) FROM n",
            "--timeout",
            "1");

    assertThat(run.exit()).isEqualTo(2);
    assertThat(run.err()).contains("took longer than 1000 ms");
  }

  @Test
  void export_writes_a_copy_that_reads_like_the_original() throws IOException {
    Path copy = Files.createDirectories(elsewhere.resolve("copy")).resolve("history.db");

    assertThat(Run.in(home, "export", copy.toString()).exit()).isZero();
    assertThat(Run.in(copy.resolveSibling(""), "log").out()).isEqualTo(Run.in(home, "log").out());
    assertThat(Run.in(home, "export", copy.toString()))
        .satisfies(
            again -> {
              assertThat(again.exit()).isEqualTo(2);
              assertThat(again.err()).contains("exists already");
            });
  }

  @Test
  void replay_rebuilds_a_generation_byte_for_byte() {
    Path kept = elsewhere.resolve("kept");

    Run run = Run.in(home, "replay", "2", "--output", kept.toString());

    assertThat(run.err()).isEqualTo("1 of 1 exchanges\n");
    assertThat(run.exit()).isZero();
    assertThat(run.out()).contains("Identical, byte for byte.");
    assertThat(kept.resolve("app.py")).hasContent("print(2)");
    Run json = Run.in(home, "replay", "1", "--json");
    assertThat(json.out()).contains("\"identical\" : true");
    assertThat(json.lastCount()).isEqualTo("1 of 1 exchanges");
    assertThat(json.told().getLast().get("work").stringValue()).isEqualTo("generation 1 anew");
    assertThat(Run.in(home, "replay", "3").exit()).isEqualTo(2);
  }

  @Test
  void every_command_tells_an_unknown_generation_in_the_same_words() {
    for (String line : List.of("show 99", "show 99 --file app.py", "diff 1 99")) {
      Run run = Run.in(home, line.split(" ", -1));

      assertThat(run.exit()).isEqualTo(2);
      assertThat(run.err())
          .isEqualTo(
              "cambrian: there is no generation 99 in %s; 'cambrian log' lists the generations\n"
                  .formatted(home));
    }
  }

  @Test
  void a_file_that_is_named_without_its_directory_is_offered_with_it() {
    Run run = Run.in(home, "show", "2", "--file", "TINY-SPEC.md");

    assertThat(run.exit()).isEqualTo(2);
    assertThat(run.err())
        .isEqualTo(
            "cambrian: generation 2 has no file TINY-SPEC.md: do you mean spec/TINY-SPEC.md?\n");
  }

  @Test
  void a_view_that_is_nearly_written_so_is_offered() {
    Run run = Run.in(home, "sql", "SELECT * FROM stages");

    assertThat(run.exit()).isEqualTo(2);
    assertThat(run.err())
        .isEqualTo(
            "cambrian: no such table: stages: do you mean 'stage'?; 'cambrian sql --help' names the views\n");
  }
}
