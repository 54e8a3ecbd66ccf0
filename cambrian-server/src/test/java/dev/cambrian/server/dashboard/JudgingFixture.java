package dev.cambrian.server.dashboard;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cambrian.core.artifact.ArtifactWriter;
import dev.cambrian.core.artifact.Sealing;
import dev.cambrian.core.json.Json;
import dev.cambrian.core.llm.TokenUsage;
import dev.cambrian.core.spec.Spec;
import dev.cambrian.rig.IsolationPolicy;
import dev.cambrian.server.api.ApiServer;
import dev.cambrian.server.campaign.ScriptedWorld;
import dev.cambrian.server.home.CambrianHome;
import dev.cambrian.server.organism.Habitats;
import dev.cambrian.server.serve.Hosting;
import dev.cambrian.server.supervisor.Judge;
import dev.cambrian.server.supervisor.Supervisor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** A whole server on a port of its own, with a model and a judge of which everything is known. */
final class JudgingFixture implements AutoCloseable {
  static final Duration LIMIT = Duration.ofSeconds(30);

  final ScriptedWorld world;
  final Hosting hosting;
  private final Path artifacts;
  private final HttpClient client =
      HttpClient.newBuilder().followRedirects(HttpClient.Redirect.NEVER).build();

  JudgingFixture(Path directory) throws IOException {
    this.world = new ScriptedWorld(Files.createDirectories(directory.resolve("world")));
    this.artifacts = directory.resolve("artifacts");
    this.hosting =
        Hosting.start(
            new Supervisor.Settings(
                new CambrianHome(directory.resolve("home")),
                artifacts,
                Clock.systemUTC(),
                0,
                Duration.ofSeconds(5),
                false),
            Judge.of(world, spec -> Optional.empty()),
            Habitats.of(Habitats.Kind.PROCESS, System.getenv(), IsolationPolicy.ALLOW_NONE),
            world.models(),
            new ApiServer.Settings("127.0.0.1", 0, Optional.empty(), Set.of()));
  }

  Supervisor supervisor() {
    return hosting.supervisor();
  }

  HttpResponse<String> get(String path) {
    return sent(HttpRequest.newBuilder(uri(path)).GET());
  }

  /** A page that is there. */
  String page(String path) {
    HttpResponse<String> answer = get(path);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    assertThat(answer.headers().firstValue("content-type").orElse("")).startsWith("text/html");
    assertThat(answer.headers().firstValue("content-security-policy").orElse(""))
        .contains("script-src 'self'");
    return answer.body();
  }

  /** As a form of a page of ours sends it. */
  HttpResponse<String> posted(String path) {
    return sent(
        HttpRequest.newBuilder(uri(path))
            .header("Origin", hosting.address())
            .POST(BodyPublishers.noBody()));
  }

  HttpResponse<String> post(String path, String body) {
    return sent(HttpRequest.newBuilder(uri(path)).POST(BodyPublishers.ofString(body)));
  }

  private URI uri(String path) {
    return URI.create(hosting.address() + path);
  }

  private HttpResponse<String> sent(HttpRequest.Builder request) {
    try {
      return client.send(request.timeout(LIMIT).build(), BodyHandlers.ofString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    }
  }

  /** Has a generation of these files judged, and waits for the verdict. */
  void judged(int generation, Spec spec, boolean viable, Map<String, String> files) {
    SortedMap<String, byte[]> all = new TreeMap<>();
    files.forEach((path, text) -> all.put(path, text.getBytes(UTF_8)));
    all.put("behaviour", (viable ? "viable" : "non-viable").getBytes(UTF_8));
    String name = "gen-" + generation;
    ArtifactWriter.seal(
        artifacts.resolve(name),
        all,
        new Sealing(
            spec,
            generation,
            0,
            "a-model",
            TokenUsage.of(10, 20),
            Instant.parse("2026-03-04T11:00:00Z"),
            Optional.empty(),
            Optional.empty()));
    HttpResponse<String> spawned =
        post(
            "/spawn",
            Json.write(
                Json.object()
                    .put("generation", generation)
                    .put("artifact-path", name)
                    .put("spec-hash", spec.hash())));
    assertThat(spawned.statusCode()).as(spawned.body()).isEqualTo(200);
    assertThat(get("/generations/%d?wait=30".formatted(generation)).body())
        .doesNotContain("\"outcome\":\"in_progress\"");
  }

  @Override
  public void close() {
    world.release();
    hosting.close();
    client.shutdownNow();
  }
}
