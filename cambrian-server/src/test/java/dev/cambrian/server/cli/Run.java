package dev.cambrian.server.cli;

import dev.cambrian.core.json.Json;
import dev.cambrian.server.terminal.Screen;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import tools.jackson.databind.JsonNode;

/**
 * What one run of the command line in this process gave.
 *
 * @param out standard output
 * @param err standard error
 */
record Run(int exit, String out, String err) {

  @Command(name = "cambrian", mixinStandardHelpOptions = true, version = "test")
  private static final class Root {}

  /** Runs with that home, on no terminal. */
  static Run in(Path home, String... arguments) {
    List<String> all = new ArrayList<>(List.of(arguments));
    all.addAll(List.of("--home", home.toString()));
    return of(Screen.NONE, Map.of(), all.toArray(String[]::new));
  }

  /** The objects on standard error; what is for people may stand between them. */
  List<JsonNode> told() {
    return err.lines().filter(it -> it.startsWith("{")).map(Json::parse).toList();
  }

  /** How far it was last, as {@code 2 of 3 trials}; empty where nothing tells. */
  String lastCount() {
    return told().stream()
        .filter(it -> it.path("event").asString().equals("progress"))
        .reduce((_, last) -> last)
        .map(
            it ->
                "%d of %d %s"
                    .formatted(
                        it.get("done").intValue(),
                        it.get("total").intValue(),
                        it.get("what").stringValue()))
        .orElse("");
  }

  static Run of(Screen screen, Map<String, String> environment, String... arguments) {
    return of(new Root(), screen, environment, arguments);
  }

  static Run of(Object root, Screen screen, Map<String, String> environment, String... arguments) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    Map<String, String> whole = new HashMap<>(environment);
    whole.putIfAbsent("COLUMNS", "200");
    whole.putIfAbsent("LINES", "50");
    whole.putIfAbsent("CAMBRIAN_RUNNER", "process");
    Session session =
        new Session(
            new PrintStream(out, false, StandardCharsets.UTF_8),
            new PrintStream(err, false, StandardCharsets.UTF_8),
            screen,
            screen,
            whole,
            Clock.systemUTC(),
            ZoneOffset.UTC);
    int exit = Cli.run(session, root, arguments);
    return new Run(
        exit, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }
}
