package dev.cambrian.server.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.cambrian.core.history.History;
import dev.cambrian.core.llm.LlmAnswer;
import dev.cambrian.core.llm.LlmClient;
import dev.cambrian.core.llm.LlmClients;
import dev.cambrian.core.llm.Prices;
import dev.cambrian.core.llm.TokenUsage;
import dev.cambrian.server.gateway.Gateway;
import dev.cambrian.server.gateway.GatewayRoutes;
import dev.cambrian.server.gateway.GatewaySettings;
import dev.cambrian.server.gateway.GatewayToken;
import dev.cambrian.server.gateway.GatewayTokens;
import io.javalin.Javalin;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;

/**
 * The gateway in this process, over real HTTP and a real history: before a provider that streams,
 * against that provider asked directly, the two in turns; and before a recording.
 */
final class GatewayBench implements AutoCloseable {
  private static final int REPLAYED_BYTES = 100_000;
  private static final String ASKED =
      """
      {"model":"%s","max_tokens":1000,"stream":true,"messages":[{"role":"user","content":"Grow."}]}"""
          .formatted(FakeProvider.MODEL);

  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final History history;
  private final Gateway gateway;
  private final String token;
  private final Javalin server;

  private GatewayBench(Path home, GatewaySettings settings) {
    history = History.open(home.resolve("history.db"));
    GatewayTokens tokens = new GatewayTokens(home);
    token =
        tokens.issue(
            new GatewayToken.Grant(
                UUID.randomUUID(),
                1,
                "sha256:" + "5".repeat(64),
                List.of(),
                0,
                0,
                64,
                Instant.now().plus(Duration.ofHours(1))));
    gateway = new Gateway(settings, tokens, history, Clock.systemUTC());
    server =
        Javalin.create(
                config -> {
                  config.startup.showJavalinBanner = false;
                  config.concurrency.useVirtualThreads = true;
                  GatewayRoutes.open(gateway).register(config.routes, "");
                })
            .start("127.0.0.1", 0);
  }

  static List<Reading> run(Workspace workspace, Scale scale)
      throws IOException, InterruptedException {
    return List.of(
        firstByte(workspace.directory("gateway"), 2 * scale.exchanges()),
        replay(workspace.directory("gateway"), 2 * scale.exchanges()));
  }

  private static Reading firstByte(Path home, int rounds) throws IOException, InterruptedException {
    try (FakeProvider provider = new FakeProvider()) {
      GatewaySettings settings =
          settings(
              (request, progress) -> {
                throw new BenchException("nobody asks it");
              },
              "anthropic",
              Optional.of(new GatewaySettings.Upstream(provider.url(), "a-key")));
      try (GatewayBench bench = new GatewayBench(home, settings)) {
        double[] direct = new double[rounds];
        double[] through = new double[rounds];
        for (int i = -rounds; i < rounds; i++) {
          double alone = bench.ask(provider.url()).firstMillis();
          double before = bench.ask(bench.url()).firstMillis();
          if (i >= 0) {
            direct[i] = alone;
            through[i] = before;
          }
        }
        Statistics added = Statistics.ofDifferences(through, direct);
        return Reading.atMost(
            Part.GATEWAY,
            "gateway's added time to the first byte",
            added.median(),
            Reading.Unit.MILLIS,
            10,
            String.format(
                Locale.ROOT,
                "median of %d, 95 %%: %.2f ms; beside %.2f ms of the provider",
                rounds,
                added.percentile(95),
                new Statistics(direct).median()));
      }
    }
  }

  private static Reading replay(Path home, int rounds) throws IOException, InterruptedException {
    LlmAnswer recorded =
        new LlmAnswer(
            "value = 1 # some text\n".repeat(REPLAYED_BYTES / 22),
            "replay",
            "replay:" + FakeProvider.MODEL,
            LlmAnswer.StopReason.COMPLETE,
            TokenUsage.of(9_000, 40_000),
            true,
            Duration.ZERO);
    GatewaySettings settings =
        settings((request, progress) -> recorded, recorded.provider(), Optional.empty());
    try (GatewayBench bench = new GatewayBench(home, settings)) {
      double[] millis = new double[rounds];
      long bytes = 0;
      double sum = 0;
      for (int i = -rounds; i < rounds; i++) {
        Asked asked = bench.ask(bench.url());
        if (i >= 0) {
          millis[i] = asked.wholeMillis();
          sum += asked.wholeMillis();
          bytes += asked.bytes();
        }
      }
      return Reading.atLeast(
          Part.GATEWAY,
          "gateway's replay of a stream of 100 KB",
          bytes / 1e3 / sum,
          Reading.Unit.MEGABYTES_A_SECOND,
          50,
          String.format(
              Locale.ROOT,
              "one call after the other, durable: median %.2f ms",
              new Statistics(millis).median()));
    }
  }

  private static GatewaySettings settings(
      LlmClient client, String provider, Optional<GatewaySettings.Upstream> upstream) {
    return new GatewaySettings(
        new LlmClients.Choice(client, provider, FakeProvider.MODEL, FakeProvider.MODEL),
        upstream,
        Prices.builtIn(),
        Optional.empty(),
        GatewaySettings.Limits.STANDARD);
  }

  private String url() {
    return "http://127.0.0.1:" + server.port();
  }

  /** An answer that came. */
  private record Asked(double firstMillis, double wholeMillis, long bytes) {}

  private Asked ask(String url) throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(url + "/v1/messages"))
            .header("x-api-key", token)
            .header("content-type", "application/json")
            .POST(BodyPublishers.ofByteArray(ASKED.getBytes(UTF_8)))
            .build();
    long began = System.nanoTime();
    HttpResponse<InputStream> answer = http.send(request, BodyHandlers.ofInputStream());
    try (InputStream body = answer.body()) {
      int first = body.read();
      long firstAt = System.nanoTime();
      byte[] rest = body.readAllBytes();
      if (answer.statusCode() != 200 || first < 0) {
        throw new BenchException(
            "the gateway answered %d: %s".formatted(answer.statusCode(), new String(rest, UTF_8)));
      }
      return new Asked(
          (firstAt - began) / 1e6, (System.nanoTime() - began) / 1e6, rest.length + 1L);
    }
  }

  @Override
  public void close() {
    server.stop();
    gateway.close();
    http.shutdownNow();
    history.close();
  }
}
