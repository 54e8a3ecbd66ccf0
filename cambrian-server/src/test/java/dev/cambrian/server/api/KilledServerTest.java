package dev.cambrian.server.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.cambrian.core.history.GenerationRecord;
import dev.cambrian.core.history.Outcome;
import dev.cambrian.server.home.CambrianHome;
import dev.cambrian.server.supervisor.FakeVerifier;
import dev.cambrian.server.supervisor.GrownArtifact;
import dev.cambrian.server.supervisor.HomeCheck;
import dev.cambrian.server.supervisor.Judge;
import dev.cambrian.server.supervisor.Supervisor;
import dev.cambrian.server.supervisor.Workspaces;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A server that is killed again and again under load keeps what it acknowledged. {@code
 * -Dcambrian.kills=200} kills it more often than a build has time for, {@code -Dcambrian.seed} at
 * other moments.
 */
@DisplayNameGeneration(ReplaceUnderscores.class)
final class KilledServerTest {
  private static final int KILLS = Integer.getInteger("cambrian.kills", 6);
  private static final int CLIENTS = 4;

  /** Between two looks at the whole home, so that recoveries are killed, too. */
  private static final int LOOK_EVERY = 4;

  @TempDir Path directory;
  private final Map<Integer, String> acknowledged = new ConcurrentSkipListMap<>();
  private final AtomicInteger next = new AtomicInteger();
  private final SplittableRandom random =
      new SplittableRandom(Long.getLong("cambrian.seed", 20_260_304L));

  /** The limit is for 200 kills; each wait within has one of its own. */
  @Test
  @Timeout(value = 1, unit = TimeUnit.HOURS)
  void nothing_acknowledged_is_lost() throws Exception {
    for (int kill = 1; kill <= KILLS; kill++) {
      killedUnderLoad(random.nextInt(1, 20), Duration.ofMillis(random.nextInt(60)));
      if (kill % LOOK_EVERY == 0 || kill == KILLS) {
        settles();
      }
    }
    assertThat(acknowledged).hasSizeGreaterThan(KILLS);
    assertThat(acknowledged.values()).contains("promoted", "rolled back");
  }

  /** After so many generations, and so much. */
  private void killedUnderLoad(int more, Duration after) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                ServedHome.class.getName(),
                directory.resolve("home").toString(),
                directory.resolve("artifacts").toString())
            .redirectError(directory.resolve("stderr").toFile())
            .start();
    List<Thread> clients = new ArrayList<>();
    try (BufferedReader out =
            new BufferedReader(
                new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        HttpClient http = HttpClient.newHttpClient()) {
      String port = out.readLine();
      assertThat(port).as(() -> "the server did not start: " + stderr()).isNotNull();
      for (int client = 0; client < CLIENTS; client++) {
        clients.add(
            Thread.ofVirtual().start(() -> lives(new Client(http, Integer.parseInt(port)))));
      }
      int enough = next.get() + more;
      await()
          .atMost(ServerFixture.LIMIT)
          .untilAsserted(
              () -> assertThat(next).as(this::stderr).hasValueGreaterThanOrEqualTo(enough));
      LockSupport.parkNanos(after.toNanos());
      process.destroyForcibly();
      assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
      for (Thread client : clients) {
        assertThat(client.join(Duration.ofSeconds(30))).isTrue();
      }
    } finally {
      process.destroyForcibly();
    }
  }

  private String stderr() {
    try {
      return Files.readString(directory.resolve("stderr"));
    } catch (IOException e) {
      return e.toString();
    }
  }

  /** Asks until the server is gone. */
  private record Client(HttpClient http, int port) {
    boolean ok(String path, String body) throws IOException, InterruptedException {
      return http.send(
                  request(path).POST(BodyPublishers.ofString(body)).build(),
                  BodyHandlers.discarding())
              .statusCode()
          == 200;
    }

    void awaited(int generation) throws IOException, InterruptedException {
      var _ =
          http.send(
              request("/generations/" + generation + "?wait=20").build(),
              BodyHandlers.discarding());
    }

    private HttpRequest.Builder request(String path) {
      return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
          .timeout(ServerFixture.LIMIT);
    }
  }

  private void lives(Client client) {
    try {
      while (true) {
        int generation = next.incrementAndGet();
        String behaviour =
            switch (generation % 5) {
              case 0 -> "non-viable";
              case 1 -> "millis 40";
              default -> "viable";
            };
        String name = "a" + generation;
        GrownArtifact.of(generation, behaviour)
            .writeTo(directory.resolve("artifacts").resolve(name));
        if (client.ok("/spawn", ServerFixture.spawn(generation, name))) {
          acknowledged.put(generation, "spawned");
        }
        if (generation % 7 != 0) {
          client.awaited(generation);
        }
        String choice = ServerFixture.choice(generation);
        if (generation % 5 == 0 || generation % 7 == 0) {
          if (client.ok("/rollback", choice)) {
            acknowledged.put(generation, "rolled back");
          }
        } else if (generation % 3 != 0 && client.ok("/promote", choice)) {
          acknowledged.put(generation, "promoted");
        }
      }
    } catch (IOException killed) {
      return;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void settles() throws IOException {
    CambrianHome home = new CambrianHome(directory.resolve("home"));
    try (Supervisor supervisor =
        Supervisor.open(
            new Supervisor.Settings(
                home, directory.resolve("artifacts"), Clock.systemUTC(), 0, Duration.ofSeconds(20)),
            Judge.of(new FakeVerifier(), spec -> Optional.empty()),
            Workspaces.NONE)) {
      supervisor.resume();
      await()
          .atMost(Duration.ofSeconds(60))
          .until(
              () ->
                  supervisor
                      .history()
                      .generations(0, 1, Optional.of(Outcome.IN_PROGRESS))
                      .isEmpty());
    }
    Map<Integer, GenerationRecord> records = new TreeMap<>();
    HomeCheck.sound(home).forEach(it -> records.put(it.generation(), it));
    acknowledged.forEach(
        (generation, what) -> {
          GenerationRecord record = Objects.requireNonNull(records.get(generation));
          Outcome outcome = record.outcome();
          switch (what) {
            case "promoted" -> assertThat(outcome).isEqualTo(Outcome.PROMOTED);
            case "rolled back" -> assertThat(outcome).isEqualTo(Outcome.FAILED);
            default -> assertThat(record.artifactHash()).isPresent();
          }
        });
  }
}
