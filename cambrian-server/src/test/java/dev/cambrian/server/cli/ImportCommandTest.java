package dev.cambrian.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cambrian.core.json.Json;
import dev.cambrian.server.imports.ImportLock;
import dev.cambrian.server.imports.OldLab;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

@DisplayNameGeneration(ReplaceUnderscores.class)
final class ImportCommandTest {

  @TempDir Path directory;

  private Path lab() {
    return directory.resolve("lab");
  }

  private Path home() {
    return directory.resolve("home");
  }

  private Run imports(String... more) {
    String[] line = new String[more.length + 3];
    line[0] = lab().toString();
    line[1] = "--home";
    line[2] = home().toString();
    System.arraycopy(more, 0, line, 3, more.length);
    return Alone.run(ImportCommand::new, line);
  }

  @Test
  void it_counts_what_became_history_and_the_other_commands_show_it() {
    new OldLab(lab()).promoted(1, 0).failed(2, 1).promoted(3, 1).close();

    Run first = imports();

    assertThat(first.err()).isEmpty();
    assertThat(first.out()).isEqualTo("Imported 3 generations: 2 promoted, 1 failed.\n");
    assertThat(first.exit()).isZero();
    assertThat(imports().out()).isEqualTo("Imported nothing.\nAlready here: 3 generations.\n");
    assertThat(Run.in(home(), "log").out())
        .contains("Genome: What It Is", "claude-sonnet-4-6", "2026-03-26 14:29");
    assertThat(Run.in(home(), "show", "2").out())
        .contains("generation 2: failed, non-viable", "1 of 64 tests failed");
    assertThat(Run.in(home(), "sql", "SELECT isolation FROM generation WHERE generation = 3").out())
        .contains("imported");
    assertThat(Run.in(home(), "rebuild").exit()).isZero();
    assertThat(Run.in(home(), "verify").out()).contains("Everything agrees.");
  }

  @Test
  void what_is_wrong_is_one_harmless_line_and_status_1() throws Exception {
    new OldLab(lab()).promoted(1, 0).close();
    Path file = lab().resolve("generations.json");
    Files.writeString(
        file, Files.readString(file).replace("\"promoted\"", "\"\\u001b[2J\\u202eevil\""));

    Run run = imports();

    assertThat(run.exit()).isEqualTo(1);
    assertThat(run.err().lines())
        .singleElement()
        .asString()
        .startsWith("cambrian: generations.json[0].outcome: must be")
        .doesNotContain("\u001b", "\u202e");
    assertThat(run.out()).isEqualTo("Imported nothing.\nLeft out: 1 problem.\n");
  }

  @Test
  void json_counts_the_same() {
    new OldLab(lab()).promoted(1, 0).close();
    new OldLab(lab().resolve("b")).promoted(2, 0).close();

    Run run = imports("--json");

    assertThat(run.exit()).isZero();
    JsonNode json = Json.parse(run.out().strip());
    assertThat(json.at("/imported/promoted").asInt()).isEqualTo(2);
    assertThat(json.get("problems").asInt()).isZero();
  }

  @Test
  void strict_says_that_it_imported_nothing() throws Exception {
    new OldLab(lab()).promoted(1, 0).promoted(2, 1).close();
    Files.delete(lab().resolve("artifacts/gen-2/src/prime.py"));

    Run run = imports("--strict");

    assertThat(run.exit()).isEqualTo(1);
    assertThat(run.out()).isEqualTo("Imported nothing: 1 problem.\n");
    assertThat(Run.in(home(), "log", "--json").out()).isEqualTo("[ ]\n");
  }

  @Test
  void a_directory_that_is_not_there_or_has_no_records_is_wrong_usage() throws Exception {
    assertThat(imports().exit()).isEqualTo(2);
    assertThat(imports().err()).contains("there is no directory").hasLineCount(1);

    Files.createDirectories(lab());

    assertThat(imports().exit()).isEqualTo(2);
    assertThat(imports().err()).contains("no generations.json and no summary.json");
  }

  @Test
  void a_second_import_waits_for_nobody() throws Exception {
    new OldLab(lab()).promoted(1, 0).close();
    Files.createDirectories(home());
    try (ImportLock held = ImportLock.take(home()).orElseThrow()) {
      assertThat(held).isNotNull();

      Run run = imports();

      assertThat(run.exit()).isEqualTo(3);
      assertThat(run.err()).contains("another import is working in");
    }
    assertThat(imports().exit()).isZero();
  }
}
