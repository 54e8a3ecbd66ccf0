package dev.cambrian.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cambrian.server.CambrianCommand;
import dev.cambrian.server.terminal.Screen;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

/** The help of each command ends with calls that it takes. */
final class ExamplesTest {
  private static CommandLine program() {
    return Cli.commandLine(Session.ofProcess(), CambrianCommand.class);
  }

  static Stream<String> commands() {
    List<String> names = new ArrayList<>();
    add(program(), "", names);
    return names.stream();
  }

  private static void add(CommandLine line, String before, List<String> names) {
    line.getSubcommands()
        .forEach(
            (name, command) -> {
              names.add(before + name);
              add(command, before + name + " ", names);
            });
  }

  @ParameterizedTest
  @MethodSource("commands")
  void every_command_shows_an_example_that_it_takes(String command) {
    List<String> words = new ArrayList<>(List.of(command.split(" ", -1)));
    words.add("--help");
    Run help = Run.of(Screen.NONE, Map.of(), words.toArray(String[]::new));

    assertThat(help.exit()).isZero();
    assertThat(help.out()).contains("\nExamples:\n");
    List<String> examples =
        help.out()
            .lines()
            .dropWhile(it -> !it.equals("Examples:"))
            .skip(1)
            .map(String::strip)
            .toList();
    assertThat(examples)
        .isNotEmpty()
        .allSatisfy(
            example -> {
              String call = call(example);
              assertThat(call + " ")
                  .startsWith(
                      command.equals("organism")
                              || command.equals("campaign")
                              || command.equals("spec")
                          ? command
                          : command + " ");
              program().parseArgs(words(call).toArray(String[]::new));
            });
  }

  /** The words after {@code cambrian}, as far as they are its own. */
  private static String call(String example) {
    String rest = example.replaceFirst("^(source <\\()?cambrian ", "").replaceFirst("\\)$", "");
    assertThat(rest).as("a call of cambrian: " + example).isNotEqualTo(example);
    return rest.split(" (&&|\\||>) ", -1)[0];
  }

  /** As a shell splits them. */
  private static List<String> words(String call) {
    List<String> words = new ArrayList<>();
    var each = java.util.regex.Pattern.compile("'([^']*)'|\"([^\"]*)\"|(\\S+)").matcher(call);
    while (each.find()) {
      words.add(Stream.of(1, 2, 3).map(each::group).filter(it -> it != null).findFirst().get());
    }
    return words;
  }

  @Test
  void the_table_of_exit_codes_stands_in_the_help_and_alone() {
    String help = Run.of(Screen.NONE, Map.of(), "--help").out().replaceAll("\\s+", " ");
    Run table = Run.of(Screen.NONE, Map.of(), "help", "exit-codes");

    assertThat(table.exit()).isZero();
    for (ExitStatus status : ExitStatus.values()) {
      assertThat(help).contains(" %d %s".formatted(status.code(), status.meaning()));
      assertThat(table.out())
          .containsPattern("(?m)^ *%d  \\Q%s\\E$".formatted(status.code(), status.meaning()));
    }
  }

  @Test
  void help_is_as_wide_as_the_screen_within_reason() {
    Screen screen = new Screen(true, true, false);

    assertThat(widest(Run.of(screen, Map.of("COLUMNS", "40"), "grow", "--help"))).isBetween(50, 55);
    assertThat(widest(Run.of(screen, Map.of("COLUMNS", "100"), "grow", "--help")))
        .isBetween(90, 100);
    assertThat(widest(Run.of(screen, Map.of("COLUMNS", "400"), "grow", "--help")))
        .isBetween(100, 110);
    assertThat(widest(Run.of(Screen.NONE, Map.of("COLUMNS", "400"), "grow", "--help")))
        .isBetween(70, 80);
  }

  /** An example is no text that is wrapped. */
  private static int widest(Run run) {
    return run.out()
        .lines()
        .takeWhile(it -> !it.equals("Examples:"))
        .mapToInt(String::length)
        .max()
        .orElse(0);
  }

  @Test
  void a_word_that_is_no_command_is_told_with_the_one_that_is_meant() {
    assertThat(Run.of(Screen.NONE, Map.of(), "grwo"))
        .isEqualTo(
            new Run(
                2,
                "",
                "cambrian: there is no command 'grwo': do you mean 'grow'?; see 'cambrian --help'\n"));
  }
}
