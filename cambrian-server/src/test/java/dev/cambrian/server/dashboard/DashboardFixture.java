package dev.cambrian.server.dashboard;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cambrian.core.history.History;
import dev.cambrian.core.llm.LlmSettings;
import dev.cambrian.core.llm.Prices;
import dev.cambrian.rig.IsolationPolicy;
import dev.cambrian.server.api.ApiServer;
import dev.cambrian.server.gateway.GatewaySettings;
import dev.cambrian.server.home.CambrianHome;
import dev.cambrian.server.organism.Habitats;
import dev.cambrian.server.serve.Hosting;
import dev.cambrian.server.supervisor.FakeVerifier;
import dev.cambrian.server.supervisor.Judge;
import dev.cambrian.server.supervisor.Supervisor;
import dev.cambrian.server.view.Grown;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;

/** A whole server on a port of its own, whose pages are asked for; only its verifier is a fake. */
final class DashboardFixture implements AutoCloseable {
  private static final Duration LIMIT = Duration.ofSeconds(60);

  private final FakeVerifier verifier = new FakeVerifier();
  private final Hosting hosting;
  private final HttpClient client =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(LIMIT)
          .followRedirects(HttpClient.Redirect.NEVER)
          .build();

  /**
   * What came.
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

  DashboardFixture(Path directory) {
    CambrianHome home = new CambrianHome(directory.resolve("home"));
    hosting =
        Hosting.start(
            new Supervisor.Settings(
                home,
                directory.resolve("artifacts"),
                Clock.systemUTC(),
                0,
                Duration.ofSeconds(5),
                false),
            Judge.of(verifier, _ -> Optional.empty()),
            Habitats.of(Habitats.Kind.PROCESS, System.getenv(), IsolationPolicy.ALLOW_NONE),
            GatewaySettings.of(
                LlmSettings.defaults().withProvider("replay").withRecordings(List.of()),
                Map.of(),
                Prices.builtIn()),
            new ApiServer.Settings("127.0.0.1", 0, Optional.empty(), Set.of()));
  }

  History history() {
    return hosting.supervisor().history();
  }

  Supervisor supervisor() {
    return hosting.supervisor();
  }

  /** Writes what growths write. */
  Grown grown() {
    return new Grown(history());
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create(hosting.address() + path)).GET();
  }

  Shown get(String path) {
    try {
      var answer =
          client.send(
              request(path).timeout(LIMIT).header("Accept-Encoding", "gzip").build(),
              BodyHandlers.ofByteArray());
      return new Shown(
          answer.statusCode(),
          text(answer.body(), answer.headers().firstValue("Content-Encoding").isPresent()),
          answer.body().length,
          answer.headers().map());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    }
  }

  private static String text(byte[] body, boolean compressed) throws IOException {
    if (!compressed) {
      return new String(body, UTF_8);
    }
    try (InputStream in = new GZIPInputStream(new ByteArrayInputStream(body))) {
      return new String(in.readAllBytes(), UTF_8);
    }
  }

  /** The lines of a live part, as they come; to be closed. */
  Stream<String> live(String path) throws IOException, InterruptedException {
    return client.send(request(path).build(), BodyHandlers.ofLines()).body();
  }

  @Override
  public void close() {
    verifier.release();
    hosting.abort();
    client.shutdownNow();
  }
}
