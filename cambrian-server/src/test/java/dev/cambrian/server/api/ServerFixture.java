package dev.cambrian.server.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cambrian.core.history.History;
import dev.cambrian.core.json.Json;
import dev.cambrian.core.llm.LlmSettings;
import dev.cambrian.core.llm.Prices;
import dev.cambrian.rig.IsolationPolicy;
import dev.cambrian.server.campaign.CampaignHost;
import dev.cambrian.server.campaign.HostMeans;
import dev.cambrian.server.campaign.ScriptedWorld;
import dev.cambrian.server.gateway.Gateway;
import dev.cambrian.server.gateway.GatewaySettings;
import dev.cambrian.server.gateway.GatewayTokens;
import dev.cambrian.server.home.CambrianHome;
import dev.cambrian.server.organism.Habitats;
import dev.cambrian.server.organism.OrganismListener;
import dev.cambrian.server.organism.Organisms;
import dev.cambrian.server.supervisor.FakeVerifier;
import dev.cambrian.server.supervisor.GrownArtifact;
import dev.cambrian.server.supervisor.Judge;
import dev.cambrian.server.supervisor.Supervisor;
import dev.cambrian.server.supervisor.Workspaces;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import tools.jackson.databind.node.ObjectNode;

/**
 * A server on a port of its own: a real history, a real repository, real HTTP. Only the verifier is
 * a fake.
 */
final class ServerFixture implements AutoCloseable {
  static final Duration LIMIT = Duration.ofSeconds(30);

  final CambrianHome home;
  final Path artifacts;
  final FakeVerifier verifier = new FakeVerifier();
  private final Judge judge;
  final Supervisor supervisor;
  final ApiServer server;
  private final List<AutoCloseable> hosted;
  private final HttpClient client =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(LIMIT)
          .followRedirects(HttpClient.Redirect.NEVER)
          .build();

  private ServerFixture(
      Path directory,
      ApiServer.Settings settings,
      ApiLimits limits,
      Duration grace,
      Optional<GatewaySettings> models,
      Optional<Judge> other) {
    this.judge = other.orElseGet(() -> Judge.of(verifier, spec -> Optional.empty()));
    this.home = new CambrianHome(directory.resolve("home"));
    this.artifacts = directory.resolve("artifacts");
    this.supervisor =
        Supervisor.open(
            // Where the judge counts, it is to be asked for nothing beside.
            new Supervisor.Settings(home, artifacts, Clock.systemUTC(), 0, grace, other.isEmpty()),
            judge,
            Workspaces.NONE);
    supervisor.resume();
    Doors doors = new Doors();
    Optional<Hosted> hosts = models.map(it -> hosted(supervisor, judge, it, doors));
    this.hosted =
        hosts.stream()
            .flatMap(it -> Stream.of(it.campaigns(), it.organisms(), it.gateway()))
            .toList();
    this.server = ApiServer.start(settings, limits, supervisor, hosts, doors);
    hosts.ifPresent(it -> it.campaigns().goOn());
  }

  /** Organisms as processes, unprotected where there is no sandbox: it is the tests' own code. */
  private static Hosted hosted(
      Supervisor supervisor, Judge judge, GatewaySettings models, Doors doors) {
    History history = supervisor.history();
    GatewayTokens tokens = new GatewayTokens(supervisor.home().directory());
    Organisms organisms =
        new Organisms(
            supervisor.home(),
            history,
            Habitats.of(Habitats.Kind.PROCESS, System.getenv(), IsolationPolicy.ALLOW_NONE),
            Hosted.tokens(tokens, history, supervisor.clock()),
            doors,
            supervisor.clock(),
            OrganismListener.NONE);
    organisms.recover();
    Gateway gateway = new Gateway(models, tokens, history, supervisor.clock());
    CampaignHost campaigns = new CampaignHost(HostMeans.of(supervisor, judge, models));
    return new Hosted(
        organisms,
        tokens,
        gateway,
        campaigns,
        "a-model",
        "another-model",
        Optional::empty,
        Optional::empty);
  }

  static ServerFixture hosting(Path directory) {
    return hosting(directory, replaying(), Optional.empty());
  }

  /** With a model and a judge of which everything is known. */
  static ServerFixture hosting(Path directory, ScriptedWorld world) {
    return hosting(
        directory, world.models(), Optional.of(Judge.of(world, spec -> Optional.empty())));
  }

  static ServerFixture hosting(Path directory, GatewaySettings models, Optional<Judge> judge) {
    return new ServerFixture(
        directory,
        loopback(),
        ApiLimits.STANDARD,
        Duration.ofSeconds(5),
        Optional.of(models),
        judge);
  }

  private static GatewaySettings replaying() {
    return GatewaySettings.of(
        LlmSettings.defaults().withProvider("replay").withRecordings(List.of()),
        Map.of(),
        Prices.builtIn());
  }

  static ServerFixture in(Path directory) {
    return in(directory, ApiLimits.STANDARD);
  }

  static ServerFixture in(Path directory, ApiLimits limits) {
    return new ServerFixture(directory, loopback(), limits, Duration.ofSeconds(5));
  }

  static ServerFixture in(Path directory, ApiServer.Settings settings) {
    return new ServerFixture(directory, settings, ApiLimits.STANDARD, Duration.ofSeconds(5));
  }

  static ServerFixture withGrace(Path directory, Duration grace) {
    return new ServerFixture(directory, loopback(), ApiLimits.STANDARD, grace);
  }

  private ServerFixture(
      Path directory, ApiServer.Settings settings, ApiLimits limits, Duration grace) {
    this(directory, settings, limits, grace, Optional.empty(), Optional.empty());
  }

  private static ApiServer.Settings loopback() {
    return new ApiServer.Settings("127.0.0.1", 0, Optional.empty(), Set.of());
  }

  URI uri(String path) {
    return URI.create("http://127.0.0.1:" + server.port() + path);
  }

  Answer get(String path, String... headers) {
    return send(HttpRequest.newBuilder(uri(path)).GET(), headers);
  }

  Answer post(String path, String body, String... headers) {
    return send(HttpRequest.newBuilder(uri(path)).POST(BodyPublishers.ofString(body)), headers);
  }

  Answer send(String method, String path, String... headers) {
    return send(HttpRequest.newBuilder(uri(path)).method(method, BodyPublishers.noBody()), headers);
  }

  Answer send(HttpRequest.Builder request, String... headers) {
    if (headers.length > 0) {
      request.headers(headers);
    }
    try {
      var answer = client.send(request.timeout(LIMIT).build(), BodyHandlers.ofByteArray());
      return new Answer(answer.statusCode(), answer.headers().map(), answer.body());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    }
  }

  HttpClient client() {
    return client;
  }

  /** Bytes of a client's own making. */
  RawHttp raw() {
    return new RawHttp(server.port());
  }

  /** Puts an artifact where a spawn finds it, and gives the spawn. */
  String written(GrownArtifact artifact) {
    String name = "gen-" + artifact.generation();
    artifact.writeTo(artifacts.resolve(name));
    return spawn(artifact.generation(), name);
  }

  static String spawn(int generation, String path) {
    return Json.write(
        Json.object()
            .put("generation", generation)
            .put("artifact-path", path)
            .put("spec-hash", GrownArtifact.SPEC.hash()));
  }

  static String choice(int generation) {
    return "{\"generation\":%d}".formatted(generation);
  }

  /** Spawns it and waits for the end of its verification. */
  ObjectNode judged(GrownArtifact artifact) {
    post("/spawn", written(artifact)).ok();
    return awaited(artifact.generation());
  }

  ObjectNode judged(int generation, String behaviour) {
    return judged(GrownArtifact.of(generation, behaviour));
  }

  ObjectNode awaited(int generation) {
    ObjectNode record = (ObjectNode) get("/generations/" + generation + "?wait=30").ok().json();
    assertThat(record.get("outcome").stringValue()).isNotEqualTo("in_progress");
    return record;
  }

  String outcome(int generation) {
    return get("/generations/" + generation).ok().json().get("outcome").stringValue();
  }

  private static void close(AutoCloseable part) {
    try {
      part.close();
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  @Override
  public void close() {
    verifier.release();
    hosted.forEach(ServerFixture::close);
    supervisor.drain();
    server.close();
    supervisor.close();
    client.shutdownNow();
  }
}
