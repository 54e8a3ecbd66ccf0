package dev.cambrian.server.cli;

import dev.cambrian.server.bench.BenchCommand;
import dev.cambrian.server.selfcheck.SelfcheckCommand;
import dev.cambrian.server.terminal.Table;
import java.io.OutputStreamWriter;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;

/** Hangs the commands below the root and runs them. */
public final class Cli {

  /** The command that {@link dev.cambrian.rig.RigCommand} reads without what stands here. */
  public static final String RIG = "rig";

  /** What {@code help} explains beside the commands. */
  static final String EXIT_CODES = "exit-codes";

  private static final String HELP = "help";

  /** Between which help is as wide as the screen; the least is picocli's own. */
  private static final int NARROWEST_HELP = 55;

  private static final int WIDEST_HELP = 110;
  private static final int HELP_WIDTH = 80;

  private Cli() {}

  /**
   * Runs the command line with this process's streams.
   *
   * @param root the annotated command {@code cambrian}
   * @return the exit code
   */
  public static int run(Object root, String... args) {
    return run(Session.ofProcess(), root, args);
  }

  /** Whatever is thrown, an error too, ends in a line and a status: Java's own would be 1. */
  static int run(Session session, Object root, String... args) {
    Failures failures = new Failures(session, JsonAsked.by(args));
    try {
      if (List.of(args).equals(List.of(HELP, EXIT_CODES))) {
        exitCodes(session);
        return ExitStatus.OK.code();
      }
      String[] line = asOptions(commands(session).keySet(), args);
      int code = commandLine(session, root, failures, line).execute(line);
      return session.outputLost() ? failures.report(lost()).code() : code;
    } catch (Throwable failure) {
      return failures.report(failure).code();
    } finally {
      session.out().flush();
      session.err().flush();
    }
  }

  /** {@code help log} is {@code log --help}; help for what is no command is that alone. */
  private static String[] asOptions(Set<String> commands, String... args) {
    if (args.length == 0 || !args[0].equals(HELP)) {
      return args;
    }
    List<String> line = new ArrayList<>(List.of(args).subList(1, args.length));
    if (line.isEmpty() || commands.contains(line.getFirst())) {
      line.add("--help");
    }
    return line.toArray(String[]::new);
  }

  private static void exitCodes(Session session) {
    Table table = new Table(List.of(Table.Column.right("CODE"), Table.Column.left("MEANING")));
    for (ExitStatus status : ExitStatus.values()) {
      table.add(List.of(String.valueOf(status.code()), status.meaning()));
    }
    table.lines(Integer.MAX_VALUE).forEach(session::line);
  }

  private static CliException lost() {
    return new CliException(
        ExitStatus.INFRASTRUCTURE, "the output could not be written whole: is its disk full?");
  }

  /** With every command. */
  static CommandLine commandLine(Session session, Object root) {
    return commandLine(session, root, new Failures(session), commands(session));
  }

  /**
   * With the one command that is called, since looking at all of them takes longer than most of
   * them; with every command where it is none of them.
   */
  private static CommandLine commandLine(
      Session session, Object root, Failures failures, String... args) {
    Map<String, Supplier<CommandLine>> commands = commands(session);
    String first = args.length == 0 ? "" : args[0];
    if (first.equals("--version") && args.length == 1) {
      return commandLine(session, root, failures, Map.of());
    }
    Supplier<CommandLine> called = commands.get(first);
    return commandLine(session, root, failures, called == null ? commands : Map.of(first, called));
  }

  private static Map<String, Supplier<CommandLine>> commands(Session session) {
    Map<String, Supplier<CommandLine>> commands = new LinkedHashMap<>();
    commands.put("grow", () -> new CommandLine(new GrowCommand(session)));
    commands.put(RIG, RigEntry::command);
    commands.put("serve", () -> new CommandLine(new ServeCommand(session)));
    commands.put("reproduce", () -> new CommandLine(new ReproduceCommand(session)));
    commands.put("watch", () -> new CommandLine(new WatchCommand(session)));
    commands.put("organism", () -> OrganismCommand.line(session));
    commands.put("rate", () -> new CommandLine(new RateCommand(session)));
    commands.put("evolve", () -> new CommandLine(new EvolveCommand(session)));
    commands.put("campaign", () -> CampaignCommand.line(session));
    commands.put("prices", () -> new CommandLine(new PricesCommand(session)));
    commands.put("simulate", () -> new CommandLine(new SimulateCommand(session)));
    commands.put("examine", () -> new CommandLine(new ExamineCommand(session)));
    commands.put("redteam", () -> new CommandLine(new RedteamCommand(session)));
    commands.put("import", () -> new CommandLine(new ImportCommand(session)));
    commands.put("lineage", () -> new CommandLine(new LineageCommand(session)));
    commands.put("log", () -> new CommandLine(new LogCommand(session)));
    commands.put("show", () -> new CommandLine(new ShowCommand(session)));
    commands.put("report", () -> new CommandLine(new ReportCommand(session)));
    commands.put("diff", () -> new CommandLine(new DiffCommand(session)));
    commands.put("checkout", () -> new CommandLine(new CheckoutCommand(session)));
    commands.put("sql", () -> new CommandLine(new SqlCommand(session)));
    commands.put("verify", () -> new CommandLine(new VerifyCommand(session)));
    commands.put("replay", () -> new CommandLine(new ReplayCommand(session)));
    commands.put("export", () -> new CommandLine(new ExportCommand(session)));
    commands.put("rebuild", () -> new CommandLine(new RebuildCommand(session)));
    commands.put(
        "spec",
        () ->
            new CommandLine(new SpecCommand())
                .addSubcommand(new SpecCommand.Lint(session))
                .addSubcommand(new SpecDiffCommand(session))
                .addSubcommand(new SpecTreeCommand(session))
                .addSubcommand(new AmbiguityCommand(session)));
    commands.put("doctor", () -> new CommandLine(new DoctorCommand(session)));
    commands.put("bench", () -> new CommandLine(new BenchCommand()));
    commands.put("selfcheck", () -> new CommandLine(new SelfcheckCommand()));
    commands.put(
        "completion",
        () ->
            new CommandLine(
                new CompletionCommand(session, () -> commandLine(session, new Named()))));
    return commands;
  }

  /** A root that only has the name. */
  @Command(name = "cambrian", mixinStandardHelpOptions = true)
  private static final class Named {}

  private static CommandLine commandLine(
      Session session,
      Object root,
      Failures failures,
      Map<String, Supplier<CommandLine>> commands) {
    CommandLine line = new CommandLine(root);
    commands.forEach((name, command) -> line.addSubcommand(name, command.get()));
    Values.register(line);
    Examples.show(line);
    CommandGroups.show(line);
    Map<String, String> codes = new LinkedHashMap<>();
    for (ExitStatus status : ExitStatus.values()) {
      codes.put(String.valueOf(status.code()), status.meaning().replace("%", "%%"));
    }
    line.getCommandSpec()
        .usageMessage()
        .exitCodeListHeading("%nExit codes, also by 'help exit-codes':%n")
        .exitCodeList(codes);
    // Settings reach the subcommands that are there already, so they come last.
    return line.setOut(writer(session.out()))
        .setErr(writer(session.err()))
        .setExecutionExceptionHandler(failures)
        .setParameterExceptionHandler(failures)
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setUsageHelpWidth(
            session.outScreen().terminal()
                ? Math.clamp(session.width(), NARROWEST_HELP, WIDEST_HELP)
                : HELP_WIDTH)
        .setColorScheme(
            CommandLine.Help.defaultColorScheme(
                session.outScreen().coloured() ? Ansi.ON : Ansi.OFF));
  }

  private static PrintWriter writer(PrintStream stream) {
    return new PrintWriter(new OutputStreamWriter(stream, StandardCharsets.UTF_8), true);
  }
}
