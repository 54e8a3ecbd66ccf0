package dev.cambrian.server.serve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.cambrian.core.json.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Whoever operates a Supervisor, over HTTP. */
final class Client implements AutoCloseable {
  static final Duration PATIENCE = Duration.ofMinutes(4);

  private final String address;
  private final Path artifacts;
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  /**
   * @param address such as {@code http://127.0.0.1:8400}
   * @param artifacts the root of what is spawned
   */
  Client(String address, Path artifacts) {
    this.address = address;
    this.artifacts = artifacts;
  }

  /** What came. */
  record Answer(int status, String body) {
    JsonNode json() {
      return Json.parse(body);
    }

    JsonNode ok() {
      assertThat(status).as(body).isBetween(200, 201);
      return json();
    }
  }

  Answer get(String path) {
    return send(HttpRequest.newBuilder(URI.create(address + path)).GET());
  }

  /**
   * @param headers names and values
   */
  Answer post(String path, JsonNode body, String... headers) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(address + path))
            .POST(BodyPublishers.ofString(Json.write(body)));
    return send(headers.length == 0 ? request : request.headers(headers));
  }

  private Answer send(HttpRequest.Builder request) {
    try {
      var answer = http.send(request.timeout(PATIENCE).build(), BodyHandlers.ofString());
      return new Answer(answer.statusCode(), answer.body());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    }
  }

  static ObjectNode choice(int generation) {
    return Json.object().put("generation", generation);
  }

  /** Spawns a directory of the root. */
  void spawn(int generation, String directory, String specHash) {
    ObjectNode order = choice(generation).put("artifact-path", directory);
    post("/spawn", order.put("spec-hash", specHash)).ok();
  }

  /** Waits until it is judged. */
  JsonNode judged(int generation) {
    await()
        .atMost(PATIENCE)
        .until(() -> !record(generation).path("outcome").asString().equals("in_progress"));
    return record(generation);
  }

  private JsonNode record(int generation) {
    return get("/generations/%d?wait=30".formatted(generation)).ok();
  }

  /** Spawns it, waits until it was found viable and promotes it. */
  void promoted(int generation, Prime prime) {
    prime.writeTo(artifacts.resolve("prime-" + generation), generation);
    spawn(generation, "prime-" + generation, Prime.spec().hash());
    JsonNode record = judged(generation);
    assertThat(record.path("viability").path("status").asString())
        .as(record.toPrettyString())
        .isEqualTo("viable");
    post("/promote", choice(generation)).ok();
  }

  /** Starts an organism that may grow one generation, and gives its id. */
  String start(int generation, Path spec) {
    ObjectNode order =
        choice(generation).put("spec-path", spec.toAbsolutePath().toString()).put("max-gens", 1);
    return post("/organisms", order).ok().get("organism-id").stringValue();
  }

  JsonNode organism(String id) {
    return get("/organisms/" + id).ok();
  }

  String log(String id) {
    return get("/organisms/%s/log".formatted(id)).body();
  }

  /** Waits until an organism has printed that. */
  void awaitLine(String id, String text) {
    await()
        .atMost(PATIENCE)
        .until(
            () -> {
              String log = log(id);
              assertThat(log.contains(text) || !organism(id).has("reason")).as(log).isTrue();
              return log.contains(text);
            });
  }

  /** Waits for the end of an organism. */
  JsonNode ended(String id) {
    await().atMost(PATIENCE).until(() -> organism(id).has("reason"));
    return organism(id);
  }

  @Override
  public void close() {
    http.shutdownNow();
  }
}
