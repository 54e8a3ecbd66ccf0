package dev.cambrian.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cambrian.server.CambrianCommand;
import dev.cambrian.server.terminal.Screen;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** The script in a real bash. */
final class CompletionTest {
  @TempDir static Path directory;
  private static Path script = Path.of("");

  @BeforeAll
  static void write() throws IOException {
    Run run = Run.of(Screen.NONE, Map.of(), "completion", "bash");
    assertThat(run.exit()).isZero();
    assertThat(run.err()).isEmpty();
    script = Files.writeString(directory.resolve("completion.bash"), run.out());
    Files.writeString(directory.resolve("MY-SPEC.md"), "x");
  }

  /** What bash offers for the last word of a line. */
  private static List<String> completed(String... words) throws Exception {
    List<String> command =
        new ArrayList<>(
            List.of(
                "bash",
                "--norc",
                "--noprofile",
                "-c",
                """
                source "$0"
                [[ $(complete -p cambrian) == *'-F _complete_cambrian'* ]] || exit 9
                COMP_WORDS=("$@")
                COMP_CWORD=$(($# - 1))
                COMP_LINE="$*"
                COMP_POINT=${#COMP_LINE}
                _complete_cambrian
                printf '%s\\n' "${COMPREPLY[@]}"
                """,
                script.toString()));
    command.addAll(List.of(words));
    Process bash =
        new ProcessBuilder(command)
            .directory(directory.toFile())
            // Outside of a completion bash complains that there is none.
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    String answer = new String(bash.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(bash.waitFor(30, TimeUnit.SECONDS)).isTrue();
    assertThat(bash.exitValue()).isZero();
    return answer.lines().map(String::strip).filter(it -> !it.isEmpty()).toList();
  }

  @ParameterizedTest
  @CsvSource({
    "gr, grow",
    "campaign re, replay resume",
    "organism st, start stop",
    "spec d, diff",
    "grow MY, MY-SPEC.md",
    "grow --runner p, process",
    "reproduce --llm an, anthropic",
    "sql --format c, csv",
    "log --outcome pro, promoted",
    "show --log bu, build",
    "serve --log j, json",
    "evolve --arm b, best-of-n base",
    "rig --spec MY, MY-SPEC.md",
    "rig --unsafe, --unsafe-no-sandbox",
    "watch --pat, --patience",
    "completion z, zsh",
    "help exit, exit-codes",
    "help wat, watch",
  })
  void a_beginning_is_completed(String line, String offered) throws Exception {
    assertThat(completed(("cambrian " + line).split(" ", -1)))
        .containsExactlyInAnyOrder(offered.split(" ", -1));
  }

  @Test
  void all_commands_are_offered() throws Exception {
    assertThat(completed("cambrian", ""))
        .containsAll(
            Cli.commandLine(Session.ofProcess(), CambrianCommand.class).getSubcommands().keySet());
  }

  @ParameterizedTest
  @ValueSource(strings = {"fish", ""})
  void what_it_cannot_write_is_refused_with_what_it_can(String shell) {
    Run run = Run.of(Screen.NONE, Map.of(), "completion", shell);

    assertThat(run.exit()).isEqualTo(2);
    assertThat(run.err()).contains("cambrian completion bash").hasLineCount(1);
  }

  @Test
  void every_option_whose_values_are_known_is_there() {
    CommandLine all = Cli.commandLine(Session.ofProcess(), CambrianCommand.class);

    CompletionCommand.KNOWN
        .keySet()
        .forEach(
            name -> {
              String[] words = name.split(" ", -1);
              String option = words[words.length - 1];
              assertThat(
                      all.getSubcommands().entrySet().stream()
                          .filter(it -> words.length == 1 || it.getKey().equals(words[0]))
                          .anyMatch(
                              it -> it.getValue().getCommandSpec().findOption(option) != null))
                  .as(name)
                  .isTrue();
            });
  }
}
