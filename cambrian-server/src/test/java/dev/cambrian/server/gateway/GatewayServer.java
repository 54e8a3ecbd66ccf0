package dev.cambrian.server.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.cambrian.core.event.Event;
import dev.cambrian.core.event.StreamId;
import dev.cambrian.core.history.EventStore;
import dev.cambrian.core.history.History;
import dev.cambrian.core.history.SqliteHistory;
import dev.cambrian.core.history.WriteCondition;
import dev.cambrian.core.llm.LlmClient;
import dev.cambrian.core.llm.LlmClients;
import dev.cambrian.core.llm.Prices;
import io.javalin.Javalin;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.eclipse.jetty.server.ServerConnector;

/** A gateway on a port of its own, over a history in a file, with one organism that has a token. */
final class GatewayServer implements AutoCloseable {
  static final String SPEC = "sha256:" + "5".repeat(64);
  static final UUID ORGANISM = UUID.fromString("0198f5d0-0000-7000-8000-00000000000a");
  static final int GENERATION = 3;
  static final GatewaySettings.Limits LIMITS =
      new GatewaySettings.Limits(
          32 << 20,
          64 << 20,
          Duration.ofSeconds(5),
          Duration.ofSeconds(20),
          Duration.ofSeconds(30),
          Duration.ofMillis(200));

  final SqliteHistory history;
  final GatewayTokens tokens;
  final String token;
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final Gateway gateway;
  private final Javalin server;

  GatewayServer(Path home, GatewaySettings settings, GatewayToken.Grant grant) {
    this(home, settings, grant, Duration.ofSeconds(30));
  }

  /**
   * @param idle after which the server ends a connection that does nothing
   */
  GatewayServer(Path home, GatewaySettings settings, GatewayToken.Grant grant, Duration idle) {
    history = History.open(home.resolve("history.db"));
    tokens = new GatewayTokens(home);
    token = tokens.issue(grant);
    history.append(
        StreamId.organism(grant.generation()),
        WriteCondition.any(),
        EventStore.Causation.of(grant.organismId()),
        List.of(
            new Event.OrganismStarted(
                grant.generation(), grant.organismId().toString(), "process")));
    gateway = new Gateway(settings, tokens, history, Clock.systemUTC());
    server =
        Javalin.create(
                config -> {
                  config.startup.showJavalinBanner = false;
                  config.concurrency.useVirtualThreads = true;
                  config.jetty.addConnector(
                      (jetty, http) -> {
                        ServerConnector connector = new ServerConnector(jetty);
                        connector.setHost("127.0.0.1");
                        connector.setIdleTimeout(idle.toMillis());
                        return connector;
                      });
                  GatewayRoutes.open(gateway).register(config.routes, "/llm");
                  GatewayRoutes.door(gateway, ORGANISM).register(config.routes, "");
                })
            .start();
  }

  static GatewayServer before(FakeUpstream upstream, Path home, GatewayToken.Grant grant) {
    return new GatewayServer(home, passThrough(upstream, Optional.empty()), grant);
  }

  static GatewayServer before(FakeUpstream upstream, Path home) {
    return before(upstream, home, grant(0, 0, 64));
  }

  static GatewaySettings passThrough(FakeUpstream upstream, Optional<Path> record) {
    LlmClient nobody =
        (request, progress) -> {
          throw new AssertionError("nobody asks it");
        };
    return new GatewaySettings(
        new LlmClients.Choice(nobody, "anthropic", Sample.MODEL, Sample.MODEL),
        Optional.of(new GatewaySettings.Upstream(upstream.url(), FakeUpstream.KEY)),
        Prices.builtIn(),
        record,
        LIMITS);
  }

  static GatewaySettings asking(LlmClient client, String provider) {
    return new GatewaySettings(
        new LlmClients.Choice(client, provider, Sample.MODEL, Sample.MODEL),
        Optional.empty(),
        Prices.builtIn(),
        Optional.empty(),
        LIMITS);
  }

  static GatewayToken.Grant grant(long tokens, long microUsd, int inFlight) {
    return new GatewayToken.Grant(
        ORGANISM,
        GENERATION,
        SPEC,
        List.of(),
        tokens,
        microUsd,
        inFlight,
        Instant.now().plusSeconds(3_600));
  }

  URI uri(String path) {
    return URI.create("http://127.0.0.1:" + server.port() + path);
  }

  HttpRequest.Builder call(String path, byte[] body) {
    return HttpRequest.newBuilder(uri(path))
        .header("x-api-key", token)
        .POST(HttpRequest.BodyPublishers.ofByteArray(body));
  }

  HttpResponse<byte[]> post(String body) throws IOException, InterruptedException {
    return send(call("/v1/messages", body.getBytes(UTF_8)));
  }

  HttpResponse<byte[]> send(HttpRequest.Builder request) throws IOException, InterruptedException {
    return http.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
  }

  HttpClient http() {
    return http;
  }

  List<Event.LlmAnswered> answered() {
    return history.read(StreamId.organism(GENERATION)).stream()
        .map(recorded -> recorded.event())
        .filter(Event.LlmAnswered.class::isInstance)
        .map(Event.LlmAnswered.class::cast)
        .toList();
  }

  /** Waits for a condition at most ten seconds. */
  static void await(BooleanSupplier condition) {
    long deadline = System.nanoTime() + Duration.ofSeconds(10).toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError("it did not come about within 10 s");
      }
      LockSupport.parkNanos(1_000_000);
    }
  }

  String blob(String hash) {
    return new String(history.get(hash).orElseThrow(), UTF_8);
  }

  @Override
  public void close() {
    server.stop();
    gateway.close();
    history.close();
  }
}
