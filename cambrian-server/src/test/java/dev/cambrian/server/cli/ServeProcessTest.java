package dev.cambrian.server.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.cambrian.core.json.Json;
import dev.cambrian.server.CambrianMain;
import dev.cambrian.server.docs.Page;
import dev.cambrian.server.terminal.Screen;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code cambrian serve} as a process. */
@DisplayNameGeneration(ReplaceUnderscores.class)
final class ServeProcessTest {
  private static final Pattern ADDRESS = Pattern.compile("http://127\\.0\\.0\\.1:[0-9]+");

  @TempDir Path directory;
  private final List<Process> started = new ArrayList<>();

  @AfterEach
  void end() {
    started.forEach(Process::destroyForcibly);
  }

  private Path log(String name) {
    return directory.resolve(name + ".log");
  }

  private Process serve(String name, String... options) throws IOException {
    return serve(name, directory.resolve("home"), options);
  }

  private Process serve(String name, Path home, String... options) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                CambrianMain.class.getName(),
                "serve",
                "--runner",
                "process",
                "--unsafe-no-sandbox",
                "--home",
                home.toString()));
    command.addAll(List.of(options));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().keySet().removeIf(it -> it.startsWith("CAMBRIAN_"));
    Process process = builder.redirectErrorStream(true).redirectOutput(log(name).toFile()).start();
    started.add(process);
    return process;
  }

  private String text(String name) {
    try {
      return Files.readString(log(name));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private String address(String name) {
    await().atMost(Duration.ofSeconds(60)).until(() -> ADDRESS.matcher(text(name)).find());
    Matcher found = ADDRESS.matcher(text(name));
    assertThat(found.find()).isTrue();
    return found.group();
  }

  private static int status(String address) throws IOException, InterruptedException {
    try (HttpClient client = HttpClient.newHttpClient()) {
      return client
          .send(
              HttpRequest.newBuilder(URI.create(address + "/healthz"))
                  .timeout(Duration.ofSeconds(30))
                  .build(),
              BodyHandlers.discarding())
          .statusCode();
    }
  }

  private static void signal(String signal, Process process) throws Exception {
    Process kill = new ProcessBuilder("kill", "-" + signal, String.valueOf(process.pid())).start();
    assertThat(kill.waitFor()).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"TERM", "INT"})
  void it_says_where_it_listens_and_ends_well_when_it_is_asked_to(String signal) throws Exception {
    Process server = serve("one", "--port", "0", "--log", "json");
    String address = address("one");
    assertThat(status(address)).isEqualTo(200);

    signal(signal, server);

    assertThat(server.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(server.exitValue()).as(text("one")).isZero();
    List<String> lines = text("one").lines().toList();
    assertThat(lines).filteredOn(it -> it.contains(address)).hasSize(1);
    assertThat(lines)
        .filteredOn(it -> it.contains("new home made at " + directory.resolve("home")))
        .hasSize(1);
    assertThat(directory.resolve("home/serve.json")).doesNotExist();
    assertThat(lines)
        .allSatisfy(
            line ->
                assertThat(Json.parse(line).propertyNames())
                    .startsWith("time", "level", "event", "component"));
  }

  @Test
  void a_second_server_on_one_home_and_one_on_a_taken_port_are_refused_in_one_line()
      throws Exception {
    Process first = serve("one", "--port", "0");
    String address = address("one");
    String port = address.substring(address.lastIndexOf(':') + 1);

    Process sameHome = serve("two", "--port", port);
    assertThat(sameHome.waitFor(60, TimeUnit.SECONDS)).isTrue();
    Process samePort = serve("three", directory.resolve("other"), "--port", port);
    assertThat(samePort.waitFor(60, TimeUnit.SECONDS)).isTrue();

    assertThat(sameHome.exitValue()).isNotZero();
    assertThat(text("two").lines().filter(it -> it.startsWith("cambrian: ")))
        .singleElement()
        .asString()
        .contains(
            "another server supervises the home",
            "its dashboard is " + address + "/, 'cambrian watch --server " + address + "'");
    assertThat(text("two")).doesNotContain("\tat ");
    assertThat(samePort.exitValue()).isEqualTo(ExitStatus.INFRASTRUCTURE.code());
    assertThat(text("three"))
        .isEqualTo(
            "cambrian: cannot listen on 127.0.0.1 port %s: something listens there already; end it, or choose another with --port\n"
                .formatted(port));
    assertThat(directory.resolve("other")).doesNotExist();
    assertThat(first.isAlive()).isTrue();
    assertThat(status(address)).isEqualTo(200);
  }

  @Test
  void a_place_for_artifacts_that_is_not_there_is_told() throws Exception {
    Path nowhere = directory.resolve("nowhere");
    Process server = serve("one", "--port", "0", "--artifacts-root", nowhere.toString());
    address("one");

    await()
        .atMost(Duration.ofSeconds(60))
        .until(() -> text("one").contains("there is no directory " + nowhere));
    assertThat(server.isAlive()).isTrue();
  }

  @Test
  void an_address_that_cannot_be_had_is_told_with_its_cause_and_nothing_before_it() {
    Path home = directory.resolve("home");
    for (String option : List.of("nosuchhost.invalid", "192.0.2.1")) {
      Run run =
          Run.of(
              Screen.NONE,
              Map.of("CAMBRIAN_TOKEN", "a-long-random-text"),
              "serve",
              "--home",
              home.toString(),
              "--unsafe-no-sandbox",
              "--port",
              "8493",
              "--bind",
              option);

      assertThat(run.exit()).as(run.err()).isEqualTo(ExitStatus.INFRASTRUCTURE.code());
      assertThat(run.err())
          .startsWith("cambrian: cannot listen on " + option + " port 8493: ")
          .doesNotContain("--port")
          .hasLineCount(1);
    }
    assertThat(home).doesNotExist();
  }

  @Test
  void one_that_only_looks_leaves_the_history_as_it_is_and_refuses_what_would_change_it()
      throws Exception {
    Path home = GrownHome.at(directory.resolve("home")).directory();
    byte[] before = Files.readAllBytes(home.resolve("history.db"));
    Process server = serve("looks", "--port", "0", "--read-only");
    String address = address("looks");

    try (HttpClient client = HttpClient.newHttpClient()) {
      for (String path :
          List.of(
              "/promote", "/spawn", "/campaigns", "/llm/v1/messages", "/ui/generations/2/run")) {
        var answer =
            client.send(
                HttpRequest.newBuilder(URI.create(address + path))
                    .POST(HttpRequest.BodyPublishers.ofString("{\"generation\": 2}"))
                    .build(),
                BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(path).isEqualTo(403);
        assertThat(answer.body()).as(path).contains("this server only looks");
      }
      assertThat(
              client
                  .send(
                      HttpRequest.newBuilder(URI.create(address + "/ui/generations/2")).build(),
                      BodyHandlers.ofString())
                  .statusCode())
          .isEqualTo(200);
    }
    signal("TERM", server);
    assertThat(server.waitFor(60, TimeUnit.SECONDS)).isTrue();

    assertThat(server.exitValue()).as(text("looks")).isZero();
    assertThat(text("looks")).contains("server.looking").doesNotContain("home.made");
    assertThat(home.resolve("history.db")).hasBinaryContent(before);
  }

  @Test
  void an_exported_campaign_is_only_looked_at_and_no_byte_of_it_changes() throws Exception {
    Path home = directory.resolve("home");
    Path shipped = Page.ROOT.resolve("spec/campaigns/stock/campaign");
    try (Stream<Path> files = Files.walk(shipped)) {
      for (Path each : (Iterable<Path>) files::iterator) {
        Files.copy(each, home.resolve(shipped.relativize(each).toString()));
      }
    }
    byte[] before = Files.readAllBytes(home.resolve("history.db"));
    Process server = serve("looks", "--port", "0");
    String address = address("looks");

    try (HttpClient client = HttpClient.newHttpClient()) {
      for (String path : List.of("/", "/ui/campaigns/stock", "/ui/lineage", "/ui/trends")) {
        assertThat(
                client
                    .send(
                        HttpRequest.newBuilder(URI.create(address + path)).build(),
                        BodyHandlers.ofString())
                    .statusCode())
            .as(path)
            .isEqualTo(200);
      }
    }
    assertThat(home.toFile().list())
        .containsExactlyInAnyOrder("history.db", "proposals", "report.json", "specs", "trials");
    signal("TERM", server);
    assertThat(server.waitFor(60, TimeUnit.SECONDS)).isTrue();

    assertThat(text("looks"))
        .contains("it only looks, since the home is an exported campaign")
        .doesNotContain("archive.unsettled");
    assertThat(home.resolve("history.db")).hasBinaryContent(before);
  }

  @Test
  void there_must_be_something_to_look_at() throws Exception {
    Process server = serve("looks", "--port", "0", "--read-only");

    assertThat(server.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(server.exitValue()).isEqualTo(ExitStatus.USAGE.code());
    assertThat(text("looks")).contains("there is no history in").hasLineCount(1);
    assertThat(directory.resolve("home")).doesNotExist();
  }

  @Test
  void off_the_loopback_it_starts_only_with_a_token() throws Exception {
    Process server = serve("open", "--port", "0", "--bind", "0.0.0.0");

    assertThat(server.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(server.exitValue()).isEqualTo(ExitStatus.USAGE.code());
    assertThat(text("open")).contains("CAMBRIAN_TOKEN").doesNotContain("\tat ");
  }
}
