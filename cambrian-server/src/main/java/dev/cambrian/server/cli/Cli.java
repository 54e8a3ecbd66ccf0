package dev.cambrian.server.cli;

import dev.cambrian.rig.RigCommand;
import java.io.OutputStreamWriter;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;

/** Hangs the commands below the root and runs them. */
public final class Cli {

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
    try {
      int code = commandLine(session, root).execute(args);
      return session.outputLost() ? new Failures(session).report(lost()).code() : code;
    } catch (Throwable failure) {
      return new Failures(session).report(failure).code();
    } finally {
      session.out().flush();
      session.err().flush();
    }
  }

  private static CliException lost() {
    return new CliException(
        ExitStatus.INFRASTRUCTURE, "the output could not be written whole: is its disk full?");
  }

  static CommandLine commandLine(Session session, Object root) {
    CommandLine line =
        new CommandLine(root)
            .addSubcommand(new GrowCommand(session))
            .addSubcommand("rig", new RigCommand())
            .addSubcommand(new LogCommand(session))
            .addSubcommand(new ShowCommand(session))
            .addSubcommand(new DiffCommand(session))
            .addSubcommand(new SqlCommand(session))
            .addSubcommand(new VerifyCommand(session))
            .addSubcommand(new ReplayCommand(session))
            .addSubcommand(new ExportCommand(session))
            .addSubcommand(new RebuildCommand(session))
            .addSubcommand(
                new CommandLine(new SpecCommand()).addSubcommand(new SpecCommand.Lint(session)))
            .addSubcommand(new DoctorCommand(session));
    Failures failures = new Failures(session);
    // Settings reach the subcommands that are there already, so they come last.
    return line.setOut(writer(session.out()))
        .setErr(writer(session.err()))
        .setExecutionExceptionHandler(failures)
        .setParameterExceptionHandler(failures)
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setColorScheme(
            CommandLine.Help.defaultColorScheme(
                session.outScreen().coloured() ? Ansi.ON : Ansi.OFF));
  }

  private static PrintWriter writer(PrintStream stream) {
    return new PrintWriter(new OutputStreamWriter(stream, StandardCharsets.UTF_8), true);
  }
}
