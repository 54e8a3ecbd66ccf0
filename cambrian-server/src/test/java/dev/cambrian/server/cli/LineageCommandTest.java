package dev.cambrian.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cambrian.core.json.Json;
import dev.cambrian.server.imports.OldLab;
import dev.cambrian.server.terminal.Screen;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

@DisplayNameGeneration(ReplaceUnderscores.class)
final class LineageCommandTest {

  @TempDir static Path directory;

  private static final String[] HOME = new String[2];

  @BeforeAll
  static void a_family() {
    Path lab = directory.resolve("lab");
    new OldLab(lab).promoted(1, 0).failed(2, 1).promoted(3, 1).promoted(4, 3).failed(5, 3).close();
    HOME[0] = "--home";
    HOME[1] = directory.resolve("home").toString();
    assertThat(Alone.run(ImportCommand::new, lab.toString(), HOME[0], HOME[1]).exit()).isZero();
  }

  private static List<String> drawing(Run run) {
    return run.out().lines().skip(1).map(line -> line.replaceFirst("   .*", "")).toList();
  }

  @Test
  void a_file_gets_plain_characters() {
    Run run = Alone.run(LineageCommand::new, HOME);

    assertThat(run.exit()).isZero();
    assertThat(run.out()).matches("(?s)[\\n -~]*");
    assertThat(run.out().lines().map(line -> line.substring(0, 4).stripTrailing()))
        .containsExactly("GEN", "1", "|- 2", "3", "|- 5", "4");
    assertThat(run.out().lines().toList().get(2))
        .matches("\\|- 2 +1  failed +test +Genome: What It Is [0-9a-f]{12}  [0-9a-f]{12}");
  }

  @Test
  void a_screen_that_shows_utf_8_gets_lines() {
    Screen screen = new Screen(true, true, false);

    assertThat(Alone.run(screen, Map.of("LANG", "de_DE.UTF-8"), LineageCommand::new, HOME).out())
        .contains("\u251c\u2500 2");
    assertThat(Alone.run(screen, Map.of("LC_ALL", "C"), LineageCommand::new, HOME).out())
        .contains("|- 2");
  }

  @Test
  void one_generation_is_shown_with_its_line_and_its_descendants() {
    Run run = Alone.run(LineageCommand::new, "3", HOME[0], HOME[1]);

    assertThat(run.out().lines().skip(1).map(line -> line.split(" +", -1)[0]))
        .containsExactly("1", "3", "|-", "4");
    assertThat(drawing(run)).hasSize(4);
  }

  @Test
  void json_tells_parents_offspring_and_relations() {
    JsonNode all =
        Json.parse(Alone.run(LineageCommand::new, "--json", HOME[0], HOME[1]).out().strip());

    assertThat(all).hasSize(5);
    assertThat(all.get(2).get("generation").asInt()).isEqualTo(3);
    assertThat(all.get(2).get("offspring").toString()).isEqualTo("[4,5]");
    JsonNode one =
        Json.parse(Alone.run(LineageCommand::new, "3", "--json", HOME[0], HOME[1]).out().strip());
    assertThat(one.valueStream().map(it -> it.get("relation").asString()))
        .containsExactly("ancestor", "self", "descendant", "descendant");
  }

  @Test
  void the_view_answers_both_questions_in_one_query_each() {
    assertThat(
            sql("SELECT ancestor FROM lineage WHERE generation = 4 AND depth > 0 ORDER BY depth"))
        .containsExactly("3", "1");
    assertThat(sql("SELECT generation FROM lineage WHERE ancestor = 1 AND depth = 1"))
        .containsExactly("2", "3");
    assertThat(sql("SELECT generation FROM lineage WHERE ancestor = 1 ORDER BY generation"))
        .containsExactly("2", "3", "4", "5");
  }

  private static List<String> sql(String query) {
    JsonNode rows =
        Json.parse(Run.in(Path.of(HOME[1]), "sql", query, "--format", "json").out().strip());
    return rows.valueStream()
        .map(row -> row.valueStream().findFirst().orElseThrow().asString())
        .toList();
  }

  @Test
  void a_number_that_is_not_here_and_a_home_without_history_are_told() {
    Run unknown = Alone.run(LineageCommand::new, "9", HOME[0], HOME[1]);

    assertThat(unknown.exit()).isEqualTo(2);
    assertThat(unknown.err()).contains("there is no generation 9");
    assertThat(
            Alone.run(LineageCommand::new, "--home", directory.resolve("empty").toString()).out())
        .contains("Nothing has been grown in");
  }
}
