package dev.cambrian.server.cli;

import java.io.OutputStreamWriter;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine;

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

  static int run(Session session, Object root, String... args) {
    CommandLine line = commandLine(session, root);
    try {
      return line.execute(args);
    } finally {
      session.out().flush();
      session.err().flush();
    }
  }

  static CommandLine commandLine(Session session, Object root) {
    CommandLine line = new CommandLine(root);
    Failures failures = new Failures(session);
    // All subcommands are hung in before the settings, which picocli hands down to them.
    line.setOut(writer(session.out()))
        .setErr(writer(session.err()))
        .setExecutionExceptionHandler(failures)
        .setParameterExceptionHandler(failures)
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setColorScheme(
            CommandLine.Help.defaultColorScheme(
                session.outScreen().coloured()
                    ? CommandLine.Help.Ansi.ON
                    : CommandLine.Help.Ansi.OFF));
    return line;
  }

  private static PrintWriter writer(PrintStream stream) {
    return new PrintWriter(new OutputStreamWriter(stream, StandardCharsets.UTF_8), true);
  }
}
