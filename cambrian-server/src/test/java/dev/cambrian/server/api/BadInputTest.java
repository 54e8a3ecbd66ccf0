package dev.cambrian.server.api;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cambrian.server.supervisor.GrownArtifact;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever a client says, the answer is one JSON object with one line, and nothing has changed. */
@DisplayNameGeneration(ReplaceUnderscores.class)
final class BadInputTest {
  private static final String HASH = GrownArtifact.SPEC.hash();

  @TempDir static Path directory;
  private static ServerFixture server;

  @BeforeAll
  static void start() throws IOException {
    server = ServerFixture.in(directory);
    Path sound = GrownArtifact.of(1, "viable").writeTo(server.artifacts.resolve("sound"));
    GrownArtifact.of(1, "viable").writeTo(directory.resolve("outside"));
    Files.createSymbolicLink(server.artifacts.resolve("link"), sound);
    Files.createSymbolicLink(server.artifacts.resolve("out"), directory.resolve("outside"));
    Files.createDirectories(server.artifacts.resolve("deep"));
    Files.createSymbolicLink(server.artifacts.resolve("deep/up"), server.artifacts);
    Files.createDirectories(server.artifacts.resolve("empty"));
    Files.writeString(server.artifacts.resolve("file"), "x");
    Path planted = GrownArtifact.of(1, "viable").writeTo(server.artifacts.resolve("planted"));
    Files.delete(planted.resolve("app.py"));
    Files.createSymbolicLink(planted.resolve("app.py"), Path.of("/etc/passwd"));
    Path surplus = GrownArtifact.of(1, "viable").writeTo(server.artifacts.resolve("surplus"));
    Files.writeString(surplus.resolve("unlisted.py"), "x");
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @AfterEach
  void nothing_has_changed() {
    assertThat(server.supervisor.history().headPosition()).isZero();
    assertThat(server.home.artifacts()).isEmptyDirectory();
    assertThat(server.get("/healthz").status()).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/spawn", "/promote", "/rollback"})
  void no_body_and_no_object_are_refused(String path) {
    assertThat(server.send("POST", path).refusal(400)).contains("no body");
    for (String body :
        new String[] {
          "{}",
          " ",
          "[]",
          "null",
          "7",
          "\"x\"",
          "{",
          "{\"generation\":}",
          "generation=7",
          "{}{}",
          "{\"generation\":NaN}",
          "[".repeat(100_000),
          "\uFEFF{\"generation\":7}"
        }) {
      server.post(path, body).refusal(400);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"7\"",
        "7.5",
        "7.0",
        "7e0",
        "true",
        "null",
        "[7]",
        "{}",
        "0",
        "-1",
        "2147483648",
        "9007199254740993",
        "18446744073709551617",
        "1e400",
        "\"\"",
      })
  void what_is_no_generation_is_refused(String number) {
    String member = "{\"generation\":%s}".formatted(number);
    server.post("/promote", member).refusal(400);
    server.post("/rollback", member).refusal(400);
    server
        .post(
            "/spawn",
            "{\"generation\":%s,\"artifact-path\":\"sound\",\"spec-hash\":\"%s\"}"
                .formatted(number, HASH))
        .refusal(400);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "..",
        "../outside",
        "../artifacts/sound",
        "sound/..",
        "./sound",
        "sound/",
        "/sound",
        "//sound",
        "sound//lib",
        "/etc",
        "%2e%2e/outside",
        "..%2foutside",
        "..\\\\outside",
        "C:\\\\x",
        "C:/x",
        "\\\\\\\\host\\\\share",
        "~",
        "sound\\u0000",
        "sound\\n",
        "\\ud800",
        "link",
        "out",
        "deep/up/sound",
        "link/lib",
        "file",
        "file/x",
        "none",
        "empty",
        "planted",
        "surplus",
        "SOUND",
        "",
        "   ",
      })
  void a_path_that_escapes_or_names_no_artifact_is_refused(String path) {
    String error =
        server
            .post(
                "/spawn",
                "{\"generation\":1,\"artifact-path\":\"%s\",\"spec-hash\":\"%s\"}"
                    .formatted(path, HASH))
            .refusal(400);

    assertThat(error).startsWith("artifact-path").doesNotContain("root:");
  }

  @Test
  void a_path_that_is_too_long_is_refused() {
    server.post("/spawn", ServerFixture.spawn(1, "a".repeat(4_000))).refusal(400);
    server.post("/spawn", ServerFixture.spawn(1, "a/".repeat(2_000) + "a")).refusal(400);
    server.post("/spawn", ServerFixture.spawn(1, "a".repeat(500_000))).refusal(400);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"artifact-path\":7,\"spec-hash\":\"%s\"",
        "\"artifact-path\":null,\"spec-hash\":\"%s\"",
        "\"artifact-path\":[\"sound\"],\"spec-hash\":\"%s\"",
        "\"spec-hash\":\"%s\"",
        "\"artifact-path\":\"sound\"",
        "\"artifact-path\":\"sound\",\"spec-hash\":7",
        "\"artifact-path\":\"sound\",\"spec-hash\":\"sha256:AB\"",
        "\"artifact-path\":\"sound\",\"spec-hash\":\"%s \"",
        "\"artifact-path\":\"sound\",\"spec-hash\":\"%s\",\"campaign-id\":7",
        "\"artifact-path\":\"sound\",\"spec-hash\":\"%s\",\"campaign-id\":\"\"",
        "\"artifact-path\":\"sound\",\"spec-hash\":\"%s\",\"campaign-id\":null",
        "\"artifact-path\":\"sound\",\"spec-hash\":\"%s\",\"campaign-id\":\"\\ud800\"",
        "\"generation\":1,\"artifact-path\":\"sound\",\"spec-hash\":\"%s\"",
        "\"artifact-path\":\"sound\",\"artifact-path\":\"sound\",\"spec-hash\":\"%s\"",
        "\"artifact-path\":\"sound\",\"spec-hash\":\"%s\",\"x\":{\"y\":1,\"y\":2}",
      })
  void missing_mistyped_and_duplicate_members_are_refused(String members) {
    server.post("/spawn", "{\"generation\":1,%s}".formatted(members.formatted(HASH))).refusal(400);
  }

  @Test
  void a_spec_that_is_not_in_the_artifact_and_another_number_are_refused() {
    server
        .post("/spawn", ServerFixture.spawn(1, "sound").replace(HASH, "sha256:" + "0".repeat(64)))
        .refusal(400);
    assertThat(server.post("/spawn", ServerFixture.spawn(2, "sound")).refusal(400))
        .contains("generation 1, not 2");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "text/plain",
        "application/x-www-form-urlencoded",
        "image/png",
        "multipart/form-data",
        "x"
      })
  void json_is_read_whatever_content_type_it_claims(String type) {
    // Reaches the state of the generation, so that the body was read.
    server.post("/promote", "{\"generation\":5,\"more\":[1]}", "Content-Type", type).refusal(404);
  }

  @Test
  void invalid_utf_8_is_refused() {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(server.uri("/promote"))
            .POST(
                BodyPublishers.ofByteArray(
                    "{\"generation\":5,\"x\":\"\u00ff\"}".getBytes(ISO_8859_1)));

    server.send(request).refusal(400);
  }

  @ParameterizedTest
  @CsvSource({
    "GET,/spawn,POST", "PUT,/spawn,POST", "DELETE,/promote,POST", "PATCH,/rollback,POST",
    "POST,/versions,GET", "DELETE,/stats,GET", "POST,/healthz,GET", "PUT,/events,GET",
    "POST,/generations/1,GET", "DELETE,/generations/1/files/a/b,GET", "FOO,/stats,GET",
        "TRACE,/stats,GET"
  })
  void a_wrong_method_is_told_the_right_one(String method, String path, String right) {
    Answer answer =
        server
            .raw()
            .send(method + " " + path + " HTTP/1.1", "Host: localhost", "Content-Length: 0");

    answer.refusal(405);
    assertThat(answer.header("allow")).startsWith(right).endsWith(", OPTIONS");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/nothing", "/spawn/", "/versions/1", "/generations", "/generations/1/files",
        "/generations/1/nothing", "/%2e%2e/etc/passwd", "//stats", "/STATS", "/robots.txt"
      })
  void an_unknown_call_is_none(String path) {
    Answer answer = server.raw().send("GET " + path + " HTTP/1.1", "Host: localhost");

    assertThat(answer.refusal(answer.status())).isNotBlank();
    assertThat(answer.status()).isIn(400, 404);
  }

  @Test
  void the_head_alone_and_the_options_are_told() {
    Answer head = server.send("HEAD", "/versions");
    Answer events = server.send("HEAD", "/events");
    Answer options = server.send("OPTIONS", "/versions");
    Answer spawn = server.send("OPTIONS", "/spawn");

    assertThat(head.status()).isEqualTo(200);
    assertThat(head.body()).isEmpty();
    assertThat(head.header("etag")).isNotEmpty();
    assertThat(events.status()).isEqualTo(200);
    assertThat(options.status()).isEqualTo(204);
    assertThat(options.header("allow")).isEqualTo("GET, HEAD, OPTIONS");
    assertThat(spawn.header("allow")).isEqualTo("POST, OPTIONS");
    assertThat(options.headers()).doesNotContainKey("access-control-allow-origin");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "x",
        "0",
        "-1",
        "1.5",
        "%20",
        "99999999999",
        "9007199254740993",
        "1%2f",
        "..%2f1",
        "1;x=y",
        "+1"
      })
  void a_path_without_a_generation_is_refused(String number) {
    Answer answer =
        server.raw().send("GET /generations/" + number + " HTTP/1.1", "Host: localhost");

    assertThat(answer.status()).as(answer.text()).isIn(400, 404);
    assertThat(answer.refusal(answer.status())).isNotBlank();
  }

  @ParameterizedTest
  @ValueSource(strings = {"wait=x", "wait=-1", "wait=601", "wait=1.5", "wait=", "wait=1&wait=2"})
  void a_wait_that_is_none_is_refused(String query) {
    server.get("/generations/1?" + query).refusal(400);
  }
}
