package dev.cambrian.server.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.cambrian.server.CambrianCommand;
import dev.cambrian.server.home.CambrianHome;
import dev.cambrian.server.terminal.Screen;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.ArgSpec;

final class CliTest {

  @TempDir Path home;

  @ParameterizedTest
  @CsvSource({
    "bogus",
    "log --bogus",
    "show",
    "show one",
    "diff 1",
    "sql",
    "export",
    "spec",
    "spec lint",
    "spec diff",
    "spec diff only-one",
    "spec ambiguity",
    "spec ambiguity nowhere.md --top 0",
    "grow",
    "log --limit 0",
    "rig",
    "rig --bogus",
    "rig @nowhere --spec",
    "selfcheck --only bogus",
    "selfcheck --isolation auto",
    "help bogus",
  })
  void wrong_usage_is_one_line_and_exit_2(String line) {
    Run run = Run.of(Screen.NONE, Map.of(), line.split(" ", -1));

    assertThat(run.exit()).isEqualTo(2);
    String name = line.startsWith("rig") ? "cambrian rig: " : "cambrian: ";
    assertThat(run.err()).startsWith(name).hasLineCount(1);
    assertThat(run.out()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "show -1",
        "show 0",
        "show x",
        "show 1.5",
        "show 99999999999",
        "replay -7",
        "diff 1 -2",
        "show --json -1"
      })
  void a_generation_that_is_none_is_told_with_what_is_allowed(String line) {
    String[] words = line.split(" ", -1);

    Run run = Run.of(Screen.NONE, Map.of(), words);

    assertThat(run.exit()).isEqualTo(2);
    assertThat(run.err())
        .startsWith("cambrian: ")
        .hasLineCount(1)
        .doesNotContain("positional parameter", "Unknown option")
        .contains(
            "'%s' is not the number of a generation, a whole number from 1; 'cambrian log'"
                .formatted(words[words.length - 1]));
  }

  @ParameterizedTest
  @CsvSource({
    "--home here log, cambrian log --home",
    "--home=here log --limit 3, cambrian log --home",
    "--json show 1, cambrian show --json",
    "--home here, cambrian log --home",
  })
  void an_option_before_the_command_is_told_its_place(String line, String hint) {
    Run run = Run.of(Screen.NONE, Map.of(), line.split(" ", -1));

    assertThat(run.exit()).isEqualTo(2);
    assertThat(run.err()).startsWith("cambrian: the option '--").contains(hint).hasLineCount(1);
  }

  @ParameterizedTest
  @CsvSource({
    "lgo, there is no command 'lgo': do you mean 'log'?",
    "shwo, there is no command 'shwo': do you mean 'show'?",
    "zzz, there is no command 'zzz'",
    "log --hom /nowhere, there is no option '--hom': do you mean '--home'?",
    "log --outcom=failed, there is no option '--outcom': do you mean '--outcome'?",
    "log --zzz 3, there is no option '--zzz'",
  })
  void what_is_nearly_written_so_is_offered(String line, String complaint) {
    Run run = Run.of(Screen.NONE, Map.of(), line.split(" ", -1));

    assertThat(run.exit()).isEqualTo(2);
    assertThat(run.err()).startsWith("cambrian: " + complaint + "; see ").hasLineCount(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "grow",
        "rig",
        "log",
        "show",
        "diff",
        "sql",
        "verify",
        "replay",
        "export",
        "rebuild",
        "spec",
        "doctor",
        "selfcheck"
      })
  void every_command_explains_itself(String command) {
    Run run = Run.of(Screen.NONE, Map.of(), command, "--help");

    assertThat(run.exit()).isZero();
    assertThat(run.out()).contains("Usage: cambrian " + command);
    assertThat(Run.of(Screen.NONE, Map.of(), "help", command)).isEqualTo(run);
  }

  @Test
  void help_names_every_command_with_what_it_does() {
    Run run = Run.of(Screen.NONE, Map.of(), "help");

    assertThat(run).isEqualTo(Run.of(Screen.NONE, Map.of(), "--help"));
    assertThat(run.exit()).isZero();
    assertThat(run.out()).containsPattern("(?m)^  rig +Judges an artifact directory against");
  }

  @Test
  void the_rig_reads_all_that_stands_after_its_name_itself() {
    Run run = Run.of(Screen.NONE, Map.of(), "rig", "a", "--spec", "s", "--", "--help", "-V", "--");

    assertThat(run.exit()).isEqualTo(2);
    assertThat(run.err()).contains("one DIR, not 4: 'a', '--help', '-V', '--'");
  }

  @Test
  void every_option_and_parameter_explains_itself() {
    assertThat(silent(Cli.commandLine(Session.ofProcess(), CambrianCommand.class))).isEmpty();
    assertThat(Run.of(Screen.NONE, Map.of(), "grow", "--help").out())
        .containsPattern("--build-timeout=SECONDS[^;]*in\\s+seconds;\\s+300 by\\s+default");
  }

  @Test
  void help_names_the_provider_that_is_the_default_of_that_command() {
    String keyed = "anthropic by default where ANTHROPIC_API_KEY is set, else replay.";
    for (String command : List.of("grow", "serve", "rate")) {
      assertThat(help(command))
          .contains("manual or replay; " + keyed)
          .doesNotContain("of reproduce");
    }
    assertThat(help("reproduce"))
        .contains("manual or replay; replay by default.")
        .doesNotContain(keyed);
  }

  private static String help(String command) {
    return Run.of(Screen.NONE, Map.of(), command, "--help").out().replaceAll("\\s+", " ");
  }

  private static List<String> silent(CommandLine line) {
    List<String> silent = new ArrayList<>();
    for (ArgSpec each : line.getCommandSpec().args()) {
      if (String.join("", each.description()).isBlank()) {
        silent.add(line.getCommandSpec().qualifiedName() + " " + each);
      }
    }
    line.getSubcommands().values().forEach(command -> silent.addAll(silent(command)));
    return silent;
  }

  @Test
  void without_a_history_log_is_content_and_the_others_say_how_to_begin() {
    assertThat(Run.in(home, "log"))
        .satisfies(
            run -> {
              assertThat(run.exit()).isZero();
              assertThat(run.out()).startsWith("Nothing has been grown in ");
            });
    assertThat(Run.in(home, "log", "--json").out()).isEqualTo("[]\n");
    assertThat(Run.in(home, "show", "1"))
        .satisfies(
            run -> {
              assertThat(run.exit()).isEqualTo(2);
              assertThat(run.err()).contains("there is no history in", "cambrian grow");
            });
    assertThat(home).isEmptyDirectory();
  }

  @Test
  void what_is_doubtful_about_a_spec_is_told_before_a_model_is_asked() throws IOException {
    Path text = Files.writeString(home.resolve("NOTES.md"), "# Notes\n\nno front matter\n");

    Run run = Run.in(home.resolve("home"), "grow", text.toString(), "--llm", "command", "false");

    assertThat(run.err().lines().toList())
        .hasSizeGreaterThan(1)
        .first()
        .asString()
        .contains("NOTES.md")
        .contains("warning");
    // No answer came, or nothing was there that could judge one.
    assertThat(run.exit()).isEqualTo(3);
  }

  @Test
  void a_home_that_is_no_directory_is_told_by_whoever_looks() throws IOException {
    Path file = Files.writeString(home.resolve("file"), "no home");
    Path missing = home.resolve("missing");

    for (String command : List.of("log", "lineage", "verify", "doctor")) {
      Run run = Run.in(file, command);
      assertThat(run.err()).as(command).contains(file + " is in the way: it is no directory");
      assertThat(run.exit()).as(command).isEqualTo(3);
    }
    assertThat(Run.in(missing, "log").out())
        .startsWith("Nothing has been grown in " + missing + " yet, which does not exist;");
    assertThat(file).hasContent("no home");
  }

  @Test
  void a_history_that_is_none_is_infrastructure() throws IOException {
    Files.writeString(home.resolve("history.db"), "this is no database, whatever its name says");

    Run run = Run.in(home, "log");

    assertThat(run.exit()).isEqualTo(3);
    assertThat(run.err()).startsWith("cambrian: ").contains("history.db").hasLineCount(1);
  }

  @Test
  void a_stack_trace_is_shown_only_when_asked_for() throws IOException {
    Files.writeString(home.resolve("history.db"), "this is no database, whatever its name says");

    Run run = Run.of(Screen.NONE, Map.of("CAMBRIAN_DEBUG", "1"), "log", "--home", home.toString());

    assertThat(run.err()).contains("\tat dev.cambrian");
  }

  @Command(name = "cambrian")
  private record Failing(Error error) implements Runnable {
    @Override
    public void run() {
      throw error;
    }
  }

  @Test
  void an_error_of_java_is_one_line_and_infrastructure() {
    assertThat(
            List.of(
                new OutOfMemoryError("Java heap space"),
                new StackOverflowError(),
                new AssertionError("a defect")))
        .allSatisfy(
            error -> {
              Run run = Run.of(new Failing(error), Screen.NONE, Map.of());

              assertThat(run.exit()).isEqualTo(3);
              assertThat(run.err()).startsWith("cambrian: ").contains("CAMBRIAN_").hasLineCount(1);
            });
  }

  @Test
  void a_home_that_is_only_readable_is_named_with_the_way_round() {
    CambrianHome readable = GrownHome.at(home);
    assertThat(readable.history().toFile().setWritable(false)).isTrue();
    assumeThat(Files.isWritable(readable.history())).as("root writes everywhere").isFalse();

    for (String command : List.of("log", "verify", "show 1", "rebuild")) {
      Run run = Run.in(home, command.split(" ", -1));

      assertThat(run.exit()).isEqualTo(3);
      assertThat(run.err()).startsWith("cambrian: ").contains("copy it").hasLineCount(1);
    }
  }

  @Test
  void the_home_comes_from_the_environment_where_no_option_names_it() {
    Run run = Run.of(Screen.NONE, Map.of("CAMBRIAN_HOME", home.toString()), "log");

    assertThat(run.out()).contains(home.toString());
  }

  @Test
  void spec_lint_names_file_line_severity_and_rule() throws IOException {
    Path spec = home.resolve("BAD.md");
    Files.writeString(
        spec,
        """
        ---
        title: Bad
        version: "1"
        toolchain: cobol
        ---
        # Bad
        """);

    Run run = Run.of(Screen.NONE, Map.of(), "spec", "lint", spec.toString());

    assertThat(run.exit()).isEqualTo(1);
    assertThat(run.out()).contains(spec + ":4: error toolchain-unknown ");
    assertThat(Run.of(Screen.NONE, Map.of(), "spec", "lint", "--json", spec.toString()).out())
        .contains("\"rule\" : \"toolchain-unknown\"");
  }

  @Test
  void spec_lint_of_a_good_spec_and_of_none() throws IOException {
    Path spec = Files.writeString(home.resolve("TINY.md"), GrownHome.SPEC);

    assertThat(Run.of(Screen.NONE, Map.of(), "spec", "lint", spec.toString()).exit()).isZero();
    assertThat(Run.of(Screen.NONE, Map.of(), "spec", "lint", home.resolve("no.md").toString()))
        .satisfies(
            run -> {
              assertThat(run.exit()).isEqualTo(2);
              assertThat(run.out()).contains("file-missing");
            });
  }

  @Test
  void rebuild_leaves_the_same_history() {
    GrownHome.at(home);
    String before = Run.in(home, "log", "--json").out();

    Run run = Run.in(home, "rebuild");

    assertThat(run.exit()).isZero();
    assertThat(run.out()).startsWith("Rebuilt the views of 2 generations from ");
    assertThat(Run.in(home, "log", "--json").out()).isEqualTo(before);
  }
}
