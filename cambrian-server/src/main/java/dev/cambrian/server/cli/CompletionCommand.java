package dev.cambrian.server.cli;

import dev.cambrian.core.evolution.Arm;
import dev.cambrian.core.history.Outcome;
import dev.cambrian.core.verdict.Stage;
import dev.cambrian.rig.RigCommand;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.Parameters;

@Command(
    name = "completion",
    mixinStandardHelpOptions = true,
    description = {
      "Prints what makes a shell complete commands, options, known values and files.",
      "For bash put 'source <(cambrian completion bash)' into ~/.bashrc, for zsh 'source <(cambrian completion zsh)' into ~/.zshrc."
    })
final class CompletionCommand implements Callable<Integer> {
  /** The values that an option knows, by its name, or by those of its command and its own. */
  static final Map<String, List<String>> KNOWN =
      Map.of(
          "--runner", List.of("auto", "docker", "process"),
          "--llm", List.of("anthropic", "openai", "command", "manual", "replay"),
          "--format", List.of("table", "json", "csv"),
          "--outcome", Stream.of(Outcome.values()).map(Outcome::id).toList(),
          "--arm", Stream.of(Arm.values()).map(Arm::id).toList(),
          "serve --log", List.of("text", "json"),
          "show --log", Stream.of(Stage.values()).skip(1).map(Stage::id).toList(),
          "selfcheck --isolation", List.of("docker", "bubblewrap", "none"),
          "--tier", List.of("2", "3"));

  /** As the rig's help has them. */
  private static final Pattern OPTION =
      Pattern.compile("(?m)^ {2,6}(?:-\\w, )?(--[a-z-]+)(=\\S+)?");

  private final Session session;
  private final Supplier<CommandLine> all;

  @Parameters(
      paramLabel = "SHELL",
      description = "bash or zsh.",
      completionCandidates = Shells.class)
  private String shell = "";

  /** Those that are known. */
  static final class Shells implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
      return List.of("bash", "zsh").iterator();
    }
  }

  /**
   * @param all every command
   */
  CompletionCommand(Session session, Supplier<CommandLine> all) {
    this.session = session;
    this.all = all;
  }

  @Override
  public Integer call() {
    if (!shell.equals("bash") && !shell.equals("zsh")) {
      throw CliException.usage(
          "there is no completion for '%s', only for bash and zsh: cambrian completion bash"
              .formatted(shell));
    }
    CommandLine line = all.get();
    List<String> names = List.copyOf(line.getSubcommands().keySet());
    told(line.getCommandSpec(), "");
    replaceRig(line.getCommandSpec());
    addHelp(line.getCommandSpec(), names);
    session.out().print(AutoComplete.bash(line.getCommandName(), line));
    return ExitStatus.OK.code();
  }

  /** Puts the known values where options have them. */
  private static void told(CommandSpec spec, String name) {
    for (OptionSpec option : List.copyOf(spec.options())) {
      Arrays.stream(option.names())
          .flatMap(it -> Stream.of(name + " " + it, it))
          .filter(KNOWN::containsKey)
          .findFirst()
          .map(KNOWN::get)
          .ifPresent(
              values -> {
                spec.remove(option);
                spec.addOption(OptionSpec.builder(option).completionCandidates(values).build());
              });
    }
    spec.subcommands()
        .forEach((word, line) -> told(line.getCommandSpec(), (name + " " + word).strip()));
  }

  /** It reads its command line itself, so that only its help tells the options. */
  private void replaceRig(CommandSpec root) {
    CommandLine rig = root.removeSubcommand(Cli.RIG);
    if (rig == null) {
      return;
    }
    CommandSpec told = CommandSpec.create();
    OPTION.matcher(rigHelp()).results().forEach(option -> told.addOption(option(option)));
    told.addPositional(PositionalParamSpec.builder().paramLabel("DIR").type(Path.class).build());
    root.addSubcommand(Cli.RIG, told);
  }

  private static OptionSpec option(MatchResult found) {
    boolean flag = found.group(2) == null;
    String value = flag ? "" : found.group(2);
    OptionSpec.Builder option = OptionSpec.builder(found.group(1));
    if (flag) {
      return option.type(boolean.class).arity("0").build();
    }
    option.arity("1");
    return value.equals("=FILE")
        ? option.type(Path.class).build()
        : option.type(String.class).build();
  }

  private static String rigHelp() {
    StringWriter help = new StringWriter();
    PrintWriter out = new PrintWriter(help);
    int _ = new RigCommand(Cli.RIG, out, out).run("--help");
    return help.toString();
  }

  /** It is no command of its own, but may be typed. */
  private static void addHelp(CommandSpec root, List<String> commands) {
    CommandSpec help = CommandSpec.create();
    help.addPositional(
        PositionalParamSpec.builder()
            .paramLabel("COMMAND")
            .type(String.class)
            .completionCandidates(
                Stream.concat(commands.stream(), Stream.of(Cli.EXIT_CODES)).toList())
            .build());
    root.addSubcommand("help", help);
  }
}
