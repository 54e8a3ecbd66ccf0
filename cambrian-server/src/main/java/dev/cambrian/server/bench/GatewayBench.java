package dev.cambrian.server.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.cambrian.server.gateway.GatewayToken;
import dev.cambrian.server.gateway.GatewayTokens;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * A gateway in a process of its own, over real HTTP and a real history: before a provider that
 * streams, against that provider asked directly, the two in turns; and before a recording.
 */
final class GatewayBench implements AutoCloseable {
  private static final String ASKED =
      """
      {"model":"%s","max_tokens":1000,"stream":true,"messages":[{"role":"user","content":"Grow."}]}"""
          .formatted(FakeProvider.MODEL);

  private static final int CONNECTIONS = 8;

  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final String token;
  private final ServerProcess gateway;

  private GatewayBench(Path home, String... provider) throws IOException, InterruptedException {
    token =
        new GatewayTokens(home)
            .issue(
                new GatewayToken.Grant(
                    UUID.randomUUID(),
                    1,
                    "sha256:" + "5".repeat(64),
                    List.of(),
                    0,
                    0,
                    64,
                    Instant.now().plus(Duration.ofHours(1))));
    gateway = ServerProcess.gateway(home, home.resolve("out.log"), List.of(provider));
  }

  static List<Reading> run(Workspace workspace, Scale scale)
      throws IOException, InterruptedException {
    List<Reading> readings = new ArrayList<>();
    readings.add(firstByte(workspace.directory("gateway"), 2 * scale.exchanges()));
    readings.addAll(replays(workspace.directory("gateway"), 2 * scale.exchanges()));
    return readings;
  }

  private static Reading firstByte(Path home, int rounds) throws IOException, InterruptedException {
    try (FakeProvider provider = new FakeProvider()) {
      try (GatewayBench bench = new GatewayBench(home, "anthropic", provider.url())) {
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

  private static List<Reading> replays(Path home, int rounds)
      throws IOException, InterruptedException {
    try (GatewayBench bench = new GatewayBench(home, "replay")) {
      return List.of(replay(bench, rounds), replaysAtOnce(bench, rounds));
    }
  }

  private static Reading replaysAtOnce(GatewayBench bench, int rounds)
      throws IOException, InterruptedException {
    long began = System.nanoTime();
    long bytes = 0;
    try (ExecutorService clients = Executors.newFixedThreadPool(CONNECTIONS)) {
      List<Callable<Asked>> calls = Collections.nCopies(4 * rounds, () -> bench.ask(bench.url()));
      for (Future<Asked> asked : clients.invokeAll(calls)) {
        bytes += asked.get().bytes();
      }
    } catch (ExecutionException e) {
      throw new BenchException("a call of the gateway failed: " + e.getCause(), e);
    }
    return Reading.atLeast(
        Part.GATEWAY,
        "the same over %d connections".formatted(CONNECTIONS),
        bytes * 1e3 / (System.nanoTime() - began),
        Reading.Unit.MEGABYTES_A_SECOND,
        50,
        "all together, each durable");
  }

  private static Reading replay(GatewayBench bench, int rounds)
      throws IOException, InterruptedException {
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

  private String url() {
    return "http://127.0.0.1:" + gateway.port();
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
    gateway.close();
    http.shutdownNow();
  }
}
