package dev.cambrian.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cambrian.core.json.Json;
import dev.cambrian.server.CambrianCommand;
import dev.cambrian.server.terminal.Screen;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import tools.jackson.databind.JsonNode;

/** Whoever asks for objects gets one on standard output, whatever goes wrong. */
@DisplayNameGeneration(ReplaceUnderscores.class)
final class JsonFailuresTest {
  @TempDir Path directory;

  private static Run run(String line) {
    return Run.of(Screen.NONE, Map.of(), line.split(" ", -1));
  }

  private static void assertTold(Run run, int exit) {
    assertThat(run.exit()).as(run.toString()).isEqualTo(exit);
    assertThat(run.err()).startsWith("cambrian: ").hasLineCount(1);
    JsonNode told = Json.parse(run.out().lines().toList().getLast());
    assertThat(told.propertyNames()).containsExactly("event", "error", "exit");
    assertThat(told.get("event").asString()).isEqualTo("result");
    assertThat("cambrian: " + told.get("error").asString() + "\n").isEqualTo(run.err());
    assertThat(told.get("exit").asInt()).isEqualTo(exit);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "grow nowhere.md --json",
        "grow --json",
        "grow nowhere.md --candidates 0 --json",
        "grow nowhere.md --json --candidates=many",
        "reproduce --json nowhere.md",
        "reproduce --json --depth 1",
        "evolve nowhere.md --budget 20 --json",
        "rate --json nowhere",
        "watch --json --server nonsense",
        "redteam x --json",
        "examine --json=true 0",
        "log --limit 0 --json",
        "sql --format json SELEC",
        "sql --format=JSON",
        "campaign show ../c1 --json",
        "--json show 1",
        "lgo --json",
        "diff 1 --json",
      })
  void what_is_refused_is_told_as_a_result_too(String line) {
    Run run = run(line);

    assertTold(run, 2);
    assertThat(run.out()).hasLineCount(1);
  }

  static Stream<String> commandsWithJson() {
    List<String> names = new ArrayList<>();
    collect(Cli.commandLine(Session.ofProcess(), CambrianCommand.class), "", names);
    assertThat(names).contains("grow", "campaign replay", "selfcheck", "bench");
    return names.stream();
  }

  private static void collect(CommandLine line, String before, List<String> names) {
    line.getSubcommands()
        .forEach(
            (name, command) -> {
              if (command.getCommandSpec().findOption("--json") != null) {
                names.add(before + name);
              }
              collect(command, before + name + " ", names);
            });
  }

  @ParameterizedTest
  @MethodSource("commandsWithJson")
  void every_command_that_knows_json_does_so(String command) {
    assertTold(run(command + " --json --bogus"), 2);
  }

  @Test
  void what_this_machine_cannot_do_is_told_with_its_exit_code() throws Exception {
    Path file = Files.writeString(directory.resolve("file"), "no home");

    assertTold(run("log --json --home " + file), 3);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "grow nowhere.md",
        "grow -- --json",
        "sql --format csv SELEC",
        "sql --format table json",
        "serve --log json --port -1",
      })
  void who_asks_for_no_objects_gets_none(String line) {
    Run run = run(line);

    assertThat(run.exit()).as(run.err()).isEqualTo(2);
    assertThat(run.out()).isEmpty();
  }
}
