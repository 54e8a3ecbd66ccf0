package dev.cambrian.server.dashboard;

import dev.cambrian.core.llm.LlmSettings;
import dev.cambrian.core.llm.Prices;
import dev.cambrian.core.verdict.Verifier;
import dev.cambrian.rig.IsolationPolicy;
import dev.cambrian.server.api.ApiServer;
import dev.cambrian.server.gateway.GatewaySettings;
import dev.cambrian.server.home.CambrianHome;
import dev.cambrian.server.organism.Habitats;
import dev.cambrian.server.serve.Hosting;
import dev.cambrian.server.supervisor.Caller;
import dev.cambrian.server.supervisor.FakeVerifier;
import dev.cambrian.server.supervisor.GrownArtifact;
import dev.cambrian.server.supervisor.Judge;
import dev.cambrian.server.supervisor.SpawnOrder;
import dev.cambrian.server.supervisor.Supervisor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A whole server on a port of its own. Only the verifier may be a fake. */
public final class Site implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  public final FakeVerifier fake = new FakeVerifier();
  private final Path artifacts;
  private final Hosting hosting;
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  private Site(Path directory, Optional<Verifier> verifier, Optional<String> token) {
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
            GatewaySettings.of(
                LlmSettings.defaults().withProvider("replay").withRecordings(List.of()),
                Map.of(),
                Prices.builtIn()),
            new ApiServer.Settings("127.0.0.1", 0, token, Set.of()));
  }

  public static Site in(Path directory) {
    return new Site(directory, Optional.empty(), Optional.empty());
  }

  public static Site judgedBy(Verifier verifier, Path directory) {
    return new Site(directory, Optional.of(verifier), Optional.empty());
  }

  public static Site withToken(Path directory, String token) {
    return new Site(directory, Optional.empty(), Optional.of(token));
  }

  /** What a browser gets, which follows no redirect. */
  public HttpResponse<String> get(String path, String... headers) {
    return send(HttpRequest.newBuilder(URI.create(address() + path)).GET(), headers);
  }

  /** The same of a form. */
  public HttpResponse<String> post(String path, String form, String... headers) {
    return send(
        HttpRequest.newBuilder(URI.create(address() + path))
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(BodyPublishers.ofString(form)),
        headers);
  }

  private HttpResponse<String> send(HttpRequest.Builder request, String... headers) {
    try {
      HttpRequest.Builder whole = headers.length == 0 ? request : request.headers(headers);
      return client.send(whole.timeout(PATIENCE).build(), BodyHandlers.ofString());
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

  void awaitJudged(int generation) throws InterruptedException {
    var _ = supervisor().await(generation, PATIENCE);
  }

  @Override
  public void close() {
    client.shutdownNow();
    fake.release();
    hosting.close();
  }
}
