package dev.cambrian.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.cambrian.core.json.Json;
import dev.cambrian.server.organism.Organism;
import dev.cambrian.server.terminal.Screen;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The command over real HTTP, against a server that answers what a test says. */
final class OrganismCommandTest {
  private static final String ID = "01a21c2c-3404-735e-a8f5-fb4238f3b8c3";
  private static final String ENDED =
      """
      {"organism-id": "%s", "generation": 7, "state": "stopped", "isolation": "docker",
       "spec-hash": "sha256:00", "model": "m", "escalation-model": "n", "max-gens": 5, "max-retries": 3,
       "max-parse-retries": 2, "token-budget": 0, "lifetime-seconds": 86400, "started": "2026-01-31T12:00:00Z",
       "container-id": "c", "stopped": "2026-01-31T12:01:00Z", "reason": "out of memory",
       "exit-code": 137, "peak-memory-bytes": 5}
      """
          .formatted(ID);

  @TempDir private Path directory;
  private final List<String> asked = new ArrayList<>();
  private HttpServer server;
  private int status = 200;
  private String answer = ENDED;

  @BeforeEach
  void serve() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          asked.add(
              "%s %s %s %s"
                  .formatted(
                      exchange.getRequestMethod(),
                      exchange.getRequestURI(),
                      exchange.getRequestHeaders().getFirst("Authorization"),
                      new String(
                          exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8)));
          byte[] body = answer.getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(status, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  @Command(name = "cambrian")
  private static final class Root {}

  /** As the command line hangs it below the root. */
  private Run run(String... words) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    Session session =
        new Session(
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8),
            Screen.NONE,
            Screen.NONE,
            Map.of(
                "CAMBRIAN_SERVER",
                "http://127.0.0.1:" + server.getAddress().getPort() + "/",
                "CAMBRIAN_TOKEN",
                "secret"),
            Clock.systemUTC(),
            ZoneOffset.UTC);
    CommandLine root =
        new CommandLine(new Root()).addSubcommand("organism", OrganismCommand.line(session));
    Values.register(root);
    Failures failures = new Failures(session);
    List<String> line = new ArrayList<>(List.of("organism"));
    line.addAll(List.of(words));
    int exit =
        root.setExecutionExceptionHandler(failures)
            .setParameterExceptionHandler(failures)
            .execute(line.toArray(String[]::new));
    return new Run(
        exit, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }

  @Test
  void start_sends_what_was_named_and_nothing_else() throws IOException {
    Path spec = Files.writeString(directory.resolve("S.md"), "x");

    Run run =
        run(
            "start",
            "7",
            "--spec",
            spec.toString(),
            "--max-gens",
            "2",
            "--usd-budget",
            "1.5",
            "--lifetime",
            "60");

    assertThat(run)
        .isEqualTo(new Run(0, "Generation 7 runs as organism " + ID + " (docker).\n", ""));
    assertThat(asked)
        .containsExactly(
            ("POST /organisms Bearer secret {\"generation\":7,\"spec-path\":\"%s\",\"max-gens\":2,"
                    + "\"usd-budget\":1.500000,\"lifetime-seconds\":60}")
                .formatted(spec));
  }

  @Test
  void list_shows_each_and_how_it_ended() {
    answer = "[" + ENDED + "]";

    Run run = run("list");

    assertThat(run.exit()).isZero();
    assertThat(run.out()).contains(ID, "stopped", "out of memory", "137").hasLineCount(2);
  }

  @Test
  void logs_and_stop_name_the_organism() {
    assertThat(run("logs", ID, "--tail", "3").out()).isEqualTo(ENDED);
    assertThat(run("stop", ID).out()).isEqualTo("Organism " + ID + " has ended: out of memory.\n");
    assertThat(asked)
        .containsExactly(
            "GET /organisms/" + ID + "/log?tail=3 Bearer secret ",
            "POST /organisms/" + ID + "/stop Bearer secret {}");
  }

  @Test
  void what_the_server_refuses_is_told_in_its_words() {
    status = 409;
    answer = "{\"ok\": false, \"error\": \"generation 7 is failed; only a promoted one may run\"}";

    assertThat(run("start", "7"))
        .isEqualTo(
            new Run(1, "", "cambrian: generation 7 is failed; only a promoted one may run\n"));

    status = 401;
    answer = "{\"ok\": false, \"error\": \"no token\"}";
    assertThat(run("list")).isEqualTo(new Run(2, "", "cambrian: no token; set CAMBRIAN_TOKEN\n"));

    status = 200;
    answer = "<html>";
    assertThat(run("list").err()).contains("is no Supervisor of this version").hasLineCount(1);
  }

  @Test
  void without_a_server_it_says_how_to_start_one() {
    server.stop(0);

    Run run = run("list");

    assertThat(run.exit()).isEqualTo(3);
    assertThat(run.err()).contains("no Supervisor answers at", "cambrian serve").hasLineCount(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "start",
        "start 0",
        "start x",
        "start 7 --max-gens 0",
        "start 7 --lifetime 0",
        "start 7 --spec /nowhere.md",
        "logs",
        "logs 7",
        "stop ../x",
        "list --server nowhere",
        "bogus"
      })
  void wrong_usage_is_one_line_and_exit_2(String words) {
    Run run = run(words.isEmpty() ? new String[0] : words.split(" ", -1));

    assertThat(run.exit()).isEqualTo(2);
    assertThat(run.err()).startsWith("cambrian: ").hasLineCount(1);
    assertThat(asked).isEmpty();
  }

  @Test
  void an_organism_is_read_as_it_was_written() {
    Organism organism = Organism.of(Json.parse(ENDED));

    assertThat(Organism.of(organism.json())).isEqualTo(organism);
    assertThat(Json.write(organism.json())).isEqualTo(Json.write(Json.parse(ENDED)));
  }
}
