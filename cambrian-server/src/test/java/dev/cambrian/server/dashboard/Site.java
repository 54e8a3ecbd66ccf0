package dev.cambrian.server.dashboard;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cambrian.core.artifact.ArtifactWriter;
import dev.cambrian.core.artifact.Sealing;
import dev.cambrian.core.json.Json;
import dev.cambrian.core.llm.LlmSettings;
import dev.cambrian.core.llm.Prices;
import dev.cambrian.core.llm.TokenUsage;
import dev.cambrian.core.spec.Spec;
import dev.cambrian.core.verdict.Verifier;
import dev.cambrian.rig.IsolationPolicy;
import dev.cambrian.server.api.ApiServer;
import dev.cambrian.server.campaign.ScriptedWorld;
import dev.cambrian.server.gateway.GatewayListener;
import dev.cambrian.server.gateway.GatewaySettings;
import dev.cambrian.server.home.CambrianHome;
import dev.cambrian.server.organism.Habitats;
import dev.cambrian.server.organism.OrganismListener;
import dev.cambrian.server.serve.Hosting;
import dev.cambrian.server.supervisor.Caller;
import dev.cambrian.server.supervisor.FakeVerifier;
import dev.cambrian.server.supervisor.GrownArtifact;
import dev.cambrian.server.supervisor.Judge;
import dev.cambrian.server.supervisor.SpawnOrder;
import dev.cambrian.server.supervisor.Supervisor;
import dev.cambrian.server.view.Grown;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;

/** A whole server on a port of its own. Only the verifier and the model may be fakes. */
public final class Site implements AutoCloseable {
  static final Duration PATIENCE = Duration.ofSeconds(60);

  public final FakeVerifier fake = new FakeVerifier();
  private final Path artifacts;
  private final Hosting hosting;
  private volatile Optional<String> occasion = Optional.empty();
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  /**
   * What a page is.
   *
   * @param sent bytes over the wire
   */
  record Shown(int status, String html, int sent, Map<String, List<String>> headers) {
    /** The first of that name. */
    String header(String name) {
      return headers.getOrDefault(name, List.of("")).getFirst();
    }

    Shown ok() {
      assertThat(status).as(html).isEqualTo(200);
      return this;
    }

    Shown refused(int expected) {
      assertThat(status).as(html).isEqualTo(expected);
      assertThat(html).startsWith("<!doctype html>");
      return this;
    }
  }

  private Site(
      Path directory, Optional<Verifier> verifier, GatewaySettings models, Optional<String> token) {
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
            Judge.of(verifier.orElse(fake), _ -> Optional.empty()),
            Habitats.of(Habitats.Kind.PROCESS, System.getenv(), IsolationPolicy.ALLOW_NONE),
            models,
            new ApiServer.Settings("127.0.0.1", 0, token, Set.of()),
            new Hosting.Listeners(
                OrganismListener.NONE, GatewayListener.NONE, () -> occasion, Optional::empty));
  }

  /** As a command runs it that says what for. */
  void runsFor(String sentence) {
    occasion = Optional.of(sentence);
  }

  public static Site in(Path directory) {
    return new Site(directory, Optional.empty(), noModel(), Optional.empty());
  }

  public static Site judgedBy(Verifier verifier, Path directory) {
    return new Site(directory, Optional.of(verifier), noModel(), Optional.empty());
  }

  public static Site withToken(Path directory, String token) {
    return new Site(directory, Optional.empty(), noModel(), Optional.of(token));
  }

  /** Whose model and judge are of a world that is to be released before it is closed. */
  public static Site in(ScriptedWorld world, Path directory) {
    return new Site(directory, Optional.of(world), world.models(), Optional.empty());
  }

  private static GatewaySettings noModel() {
    return GatewaySettings.of(
        LlmSettings.defaults().withProvider("replay").withRecordings(List.of()),
        Map.of(),
        Prices.builtIn());
  }

  /** Writes what growths write. */
  Grown grown() {
    return new Grown(supervisor().history());
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create(address() + path));
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

  /** The same as it is sent to a browser, compressed. */
  Shown shown(String path) {
    HttpResponse<byte[]> answer =
        send(request(path).header("Accept-Encoding", "gzip").GET(), BodyHandlers.ofByteArray());
    return new Shown(
        answer.statusCode(),
        text(answer.body(), answer.headers().firstValue("Content-Encoding").isPresent()),
        answer.body().length,
        answer.headers().map());
  }

  private static String text(byte[] body, boolean compressed) {
    if (!compressed) {
      return new String(body, UTF_8);
    }
    try (InputStream in = new GZIPInputStream(new ByteArrayInputStream(body))) {
      return new String(in.readAllBytes(), UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The lines of a live part, as they come; to be closed. */
  Stream<String> live(String path) throws IOException, InterruptedException {
    return client.send(request(path).build(), BodyHandlers.ofLines()).body();
  }

  /** What a browser gets, which follows no redirect. */
  public HttpResponse<String> get(String path, String... headers) {
    return send(request(path).GET(), headers);
  }

  /** The same of a form. */
  public HttpResponse<String> post(String path, String form, String... headers) {
    return send(
        request(path)
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(BodyPublishers.ofString(form)),
        headers);
  }

  /** As a button of a page of ours sends it. */
  HttpResponse<String> pressed(String path) {
    return post(path, "", "Origin", address());
  }

  /** A call of the API. */
  HttpResponse<String> call(String path, String json) {
    return send(request(path).POST(BodyPublishers.ofString(json)));
  }

  private HttpResponse<String> send(HttpRequest.Builder request, String... headers) {
    return send(headers.length == 0 ? request : request.headers(headers), BodyHandlers.ofString());
  }

  private <T> HttpResponse<T> send(HttpRequest.Builder request, BodyHandler<T> body) {
    try {
      return client.send(request.timeout(PATIENCE).build(), body);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    }
  }

  public String address() {
    return hosting.address();
  }

  public Supervisor supervisor() {
    return hosting.supervisor();
  }

  /** Hands it in; its verification goes on. */
  public void spawn(GrownArtifact artifact) {
    String name = "gen-" + artifact.generation();
    Path _ = artifact.writeTo(artifacts.resolve(name));
    spawn(artifact.generation(), name, GrownArtifact.SPEC.hash());
  }

  /** Below which what is handed in lies. */
  Path artifacts() {
    return artifacts;
  }

  void spawn(int generation, String path, String specHash) {
    var _ =
        supervisor()
            .spawn(
                new SpawnOrder(generation, path, specHash, Optional.empty()),
                new Caller.Operator());
  }

  /** The same, and waits for its end. */
  public void judged(GrownArtifact artifact) throws InterruptedException {
    spawn(artifact);
    awaitJudged(artifact.generation());
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
        call(
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

  void awaitJudged(int generation) throws InterruptedException {
    var _ = supervisor().await(generation, PATIENCE);
  }

  /** Begins one with that many trials; its world is to be a {@link ScriptedWorld}. */
  public void campaign(int trials) {
    HttpResponse<String> answer =
        post(
            "/campaigns",
            Json.write(
                Json.object()
                    .put("spec", ScriptedWorld.spec("Small"))
                    .put("file-name", "SMALL-SPEC.md")
                    .put("budget", trials)
                    .put("force", true)
                    .put("seed", 7)));
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
  }

  @Override
  public void close() {
    client.shutdownNow();
    fake.release();
    hosting.close();
  }
}
