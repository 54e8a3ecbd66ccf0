package dev.cambrian.server.cli;

import dev.cambrian.server.terminal.Screen;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import picocli.CommandLine;

/** Runs one command by itself, as the whole command line runs it. */
final class Alone {

  private Alone() {}

  static Run run(Function<Session, Object> command, String... arguments) {
    return run(Screen.NONE, Map.of(), command, arguments);
  }

  static Run run(
      Screen screen,
      Map<String, String> environment,
      Function<Session, Object> command,
      String... arguments) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    Map<String, String> whole = new HashMap<>(environment);
    whole.putIfAbsent("COLUMNS", "200");
    Session session =
        new Session(
            new PrintStream(out, false, StandardCharsets.UTF_8),
            new PrintStream(err, false, StandardCharsets.UTF_8),
            screen,
            screen,
            whole,
            Clock.systemUTC(),
            ZoneOffset.UTC);
    Failures failures = new Failures(session);
    CommandLine line = new CommandLine(command.apply(session));
    Values.register(line);
    int exit =
        line.setExecutionExceptionHandler(failures)
            .setParameterExceptionHandler(failures)
            .execute(arguments);
    session.out().flush();
    session.err().flush();
    return new Run(
        exit, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }
}
