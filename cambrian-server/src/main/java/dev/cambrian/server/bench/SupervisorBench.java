package dev.cambrian.server.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.cambrian.core.event.Event;
import dev.cambrian.core.event.StreamId;
import dev.cambrian.core.history.History;
import dev.cambrian.core.history.WriteCondition;
import dev.cambrian.server.home.CambrianHome;
import dev.cambrian.server.serve.Hosting;
import dev.cambrian.server.terminal.Format;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.DoubleStream;

/**
 * A whole server in this process, over real HTTP; only the verifier is none, so that it is known
 * when it ends.
 */
final class SupervisorBench implements AutoCloseable {
  private static final Duration LONGEST = Duration.ofSeconds(30);

  private final HeldVerifier verifier = new HeldVerifier();
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final ExecutorService waiting = Executors.newVirtualThreadPerTaskExecutor();
  private final Path incoming;
  private final Hosting hosting;

  private SupervisorBench(CambrianHome home, Path incoming) {
    this.incoming = incoming;
    hosting = BenchHosting.start(home, incoming, verifier, 0);
  }

  static List<Reading> run(Workspace workspace, CambrianHome home, Scale scale)
      throws IOException, InterruptedException {
    Statistics updates = updates(home, scale.exchanges());
    int first = scale.largest() + 2 * scale.exchanges() + 1;
    double[] spawns = new double[scale.exchanges()];
    double[] waits = new double[scale.exchanges()];
    double[] events = new double[scale.exchanges()];
    double[] promotes = new double[scale.exchanges()];
    try (SupervisorBench bench = new SupervisorBench(home, workspace.directory("incoming"))) {
      for (int i = -scale.exchanges(); i < scale.exchanges(); i++) {
        Life life = bench.life(first + scale.exchanges() + i);
        if (i >= 0) {
          spawns[i] = life.spawned();
          waits[i] = life.waited();
          events[i] = life.told();
          promotes[i] = life.promoted();
        }
      }
    } catch (ExecutionException | TimeoutException e) {
      throw new BenchException("the server did not tell a verdict", e);
    }
    String at = " at %s generations".formatted(Format.count(scale.largest()));
    return List.of(
        atMost("record update, durable: append of generation.promoted" + at, updates, 2, ""),
        atMost(
            "spawn answered, artifact of 1 MB" + at,
            new Statistics(spawns),
            50,
            String.format(
                Locale.ROOT, "; promote: median %.1f ms", new Statistics(promotes).median())),
        atMost(
            "verdict known by a waiting GET after the rig has ended",
            new Statistics(waits),
            50,
            ""),
        atMost("the same by GET /events", new Statistics(events), 50, ""));
  }

  private static Reading atMost(String what, Statistics millis, double most, String more) {
    return Reading.atMost(
        Part.SERVER,
        what,
        millis.median(),
        Reading.Unit.MILLIS,
        most,
        String.format(
            Locale.ROOT,
            "median of %d, 95 %%: %.2f ms%s",
            millis.sorted().length,
            millis.percentile(95),
            more));
  }

  /** Of new generations, of which only the last event counts. */
  private static Statistics updates(CambrianHome home, int count) {
    try (History history = History.open(home.history())) {
      DoubleStream.Builder samples = DoubleStream.builder();
      int first = history.highestGeneration() + 1;
      for (int i = 0; i < 2 * count; i++) {
        List<Event> events = SampleGrowth.of(first + i);
        StreamId stream = StreamId.generation(first + i);
        int before = events.size() - 1;
        history.append(
            stream, WriteCondition.noStream(), Fixtures.CAUSE, events.subList(0, before));
        long began = System.nanoTime();
        history.append(
            stream,
            WriteCondition.atVersion(before),
            Fixtures.CAUSE,
            events.subList(before, before + 1));
        if (i >= count) {
          samples.add((System.nanoTime() - began) / 1e6);
        }
      }
      return new Statistics(samples.build().toArray());
    }
  }

  /** What one generation's life took, in milliseconds. */
  private record Life(double spawned, double waited, double told, double promoted) {}

  private Life life(int generation)
      throws IOException, InterruptedException, ExecutionException, TimeoutException {
    String spawn = IncomingArtifact.written(incoming, generation);
    String head = head();
    Future<Long> told = waiting.submit(() -> told(generation, head));
    long began = System.nanoTime();
    Spawns.require(post("/spawn", spawn));
    double spawned = (System.nanoTime() - began) / 1e6;
    Future<Long> waited =
        waiting.submit(
            () -> {
              Spawns.require(
                  get("/generations/%d?wait=60".formatted(generation), BodyHandlers.ofString()));
              return System.nanoTime();
            });
    Spawns.require(get("/generations/" + generation, BodyHandlers.ofString()));
    verifier.letGo();
    long known = waited.get(LONGEST.toSeconds(), TimeUnit.SECONDS);
    long heard = told.get(LONGEST.toSeconds(), TimeUnit.SECONDS);
    long ended = verifier.ended();
    began = System.nanoTime();
    Spawns.require(post("/promote", "{\"generation\":%d}".formatted(generation)));
    double promoted = (System.nanoTime() - began) / 1e6;
    return new Life(spawned, (known - ended) / 1e6, (heard - ended) / 1e6, promoted);
  }

  /** The position of the last event. */
  private String head() throws IOException, InterruptedException {
    return get("/versions?limit=1", BodyHandlers.ofString())
        .headers()
        .firstValue("ETag")
        .orElseThrow()
        .replace("\"", "");
  }

  /** Follows the events until the verdict of that generation is among them. */
  private long told(int generation, String after) throws IOException, InterruptedException {
    HttpResponse<InputStream> answer = get("/events?after=" + after, BodyHandlers.ofInputStream());
    try (BufferedReader lines = new BufferedReader(new InputStreamReader(answer.body(), UTF_8))) {
      boolean verdict = false;
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        verdict = line.equals("event: verdict.given") || (verdict && !line.isEmpty());
        if (verdict && line.contains("\"generation/%d\"".formatted(generation))) {
          return System.nanoTime();
        }
      }
      throw new BenchException("the events ended");
    }
  }

  private HttpResponse<String> post(String path, String body)
      throws IOException, InterruptedException {
    return http.send(
        HttpRequest.newBuilder(uri(path)).POST(BodyPublishers.ofString(body)).build(),
        BodyHandlers.ofString());
  }

  private <T> HttpResponse<T> get(String path, HttpResponse.BodyHandler<T> body)
      throws IOException, InterruptedException {
    return http.send(HttpRequest.newBuilder(uri(path)).build(), body);
  }

  private URI uri(String path) {
    return URI.create(hosting.address() + path);
  }

  @Override
  public void close() {
    waiting.shutdownNow();
    http.shutdownNow();
    hosting.close();
  }
}
