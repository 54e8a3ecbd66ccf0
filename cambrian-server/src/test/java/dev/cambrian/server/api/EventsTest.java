package dev.cambrian.server.api;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.uuid.Generators;
import dev.cambrian.core.event.Event;
import dev.cambrian.core.event.StreamId;
import dev.cambrian.core.history.EventStore.Causation;
import dev.cambrian.core.history.History;
import dev.cambrian.core.history.WriteCondition;
import dev.cambrian.server.supervisor.GrownArtifact;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code GET /events}. */
@DisplayNameGeneration(ReplaceUnderscores.class)
final class EventsTest {
  private static final int WRITERS = 4;
  private static final int EACH = 50;

  @TempDir Path directory;

  private static void start(History history, int generation) {
    var _ =
        history.append(
            StreamId.generation(generation),
            WriteCondition.noStream(),
            Causation.of(Generators.timeBasedEpochGenerator().generate()),
            List.of(
                new Event.GenerationStarted(
                    generation,
                    0,
                    GrownArtifact.SPEC.hash(),
                    1,
                    Optional.empty(),
                    1,
                    "m",
                    Optional.empty())));
  }

  @Test
  void a_hundred_readers_fast_slow_and_returning_get_every_event_once_in_order() throws Exception {
    int all = WRITERS * EACH;
    List<Long> expected = LongStream.rangeClosed(1, all).boxed().toList();
    try (ServerFixture server = ServerFixture.in(directory);
        History other = History.open(server.home.history());
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<List<Long>>> readers = new ArrayList<>();
      for (int reader = 0; reader < 100; reader++) {
        int connection = reader % 3 == 0 ? 1 + reader : Integer.MAX_VALUE;
        long pause = reader % 4 == 0 ? 2_000_000L : 0;
        readers.add(threads.submit(() -> new EventReader(server).read(all, connection, pause)));
      }
      List<Future<?>> writers = new ArrayList<>();
      for (int writer = 0; writer < WRITERS; writer++) {
        int first = 1 + writer * EACH;
        // The last one writes as another process does.
        History history = writer == WRITERS - 1 ? other : server.supervisor.history();
        writers.add(
            threads.submit(
                () -> {
                  for (int generation = first; generation < first + EACH; generation++) {
                    start(history, generation);
                  }
                }));
      }
      for (Future<?> writer : writers) {
        writer.get(60, TimeUnit.SECONDS);
      }
      for (Future<List<Long>> reader : readers) {
        assertThat(reader.get(60, TimeUnit.SECONDS)).isEqualTo(expected);
      }
    }
  }

  @Test
  void what_another_process_appends_is_seen() {
    try (ServerFixture server = ServerFixture.in(directory);
        History other = History.open(server.home.history())) {
      CompletableFuture<List<Long>> reader =
          CompletableFuture.supplyAsync(
              () -> new EventReader(server).read(1, 1, 0), Thread::startVirtualThread);

      start(other, 1);

      assertThat(reader).succeedsWithin(Duration.ofSeconds(20)).isEqualTo(List.of(1L));
      assertThat(server.get("/versions").json()).hasSize(1);
    }
  }

  @Test
  void it_can_be_read_from_any_position_and_up_to_any() {
    try (ServerFixture server = ServerFixture.in(directory)) {
      for (int generation = 1; generation <= 5; generation++) {
        start(server.supervisor.history(), generation);
      }

      assertThat(server.get("/events?until=5").text().lines().filter(it -> it.startsWith("id: ")))
          .containsExactly("id: 1", "id: 2", "id: 3", "id: 4", "id: 5");
      Answer some = server.get("/events?after=1&until=4", "Last-Event-ID", "2").ok();
      assertThat(some.text())
          .startsWith("retry: 1000\n\nid: 3\nevent: generation.started\ndata: {\"position\":3,")
          .contains("id: 4\n")
          .doesNotContain("id: 5\n");
      assertThat(some.header("content-type")).isEqualTo("text/event-stream;charset=utf-8");
      assertThat(some.header("cache-control")).isEqualTo("no-store");
      for (String bad : List.of("x", "-1", "1.5", "9".repeat(30), " ")) {
        server.get("/events?until=" + bad.replace(" ", "%20")).refusal(400);
        server.get("/events?after=" + bad.replace(" ", "%20")).refusal(400);
      }
      server.get("/events", "Last-Event-ID", "x").refusal(400);
    }
  }

  @Test
  void a_reader_that_takes_nothing_is_cut_off_and_holds_up_nobody() {
    ApiLimits limits =
        new ApiLimits(
            Duration.ofSeconds(1),
            Duration.ofSeconds(10),
            Duration.ofSeconds(10),
            Duration.ofMillis(300));
    try (ServerFixture server = ServerFixture.in(directory, limits)) {
      for (int generation = 1; generation <= 1_000; generation++) {
        start(server.supervisor.history(), generation);
      }
      boolean cut =
          server
              .raw()
              .talk(
                  socket -> {
                    for (int again = 0; again < 200; again++) {
                      // Many answers that are never read fill every buffer between.
                      socket
                          .getOutputStream()
                          .write(
                              "GET /events?until=1000 HTTP/1.1\r\nHost: localhost\r\n\r\n"
                                  .getBytes(UTF_8));
                    }
                    assertThat(new EventReader(server).read(1_000, Integer.MAX_VALUE, 0))
                        .hasSize(1_000);
                    await().atMost(Duration.ofSeconds(20)).until(() -> cutOff(socket));
                    return true;
                  });
      assertThat(cut).isTrue();
    }
  }

  private static boolean cutOff(Socket socket) {
    try {
      socket.getOutputStream().write("\r\n".getBytes(UTF_8));
      return false;
    } catch (IOException cut) {
      return true;
    }
  }

  @Test
  void silence_longer_than_the_idle_limit_ends_neither_a_stream_nor_a_wait() {
    ApiLimits limits =
        new ApiLimits(
            Duration.ofMillis(500),
            Duration.ofSeconds(10),
            Duration.ofSeconds(10),
            Duration.ofMillis(200));
    try (ServerFixture server = ServerFixture.in(directory, limits)) {
      server.post("/spawn", server.written(GrownArtifact.of(1, "held"))).ok();
      CompletableFuture<Answer> waiting =
          CompletableFuture.supplyAsync(
              () -> server.get("/generations/1?wait=2"), Thread::startVirtualThread);

      Answer answer = waiting.join();

      assertThat(answer.ok().json().get("outcome").stringValue()).isEqualTo("in_progress");
      String beats =
          server
              .raw()
              .talk(
                  socket -> {
                    socket
                        .getOutputStream()
                        .write(
                            "GET /events?after=100 HTTP/1.1\r\nHost: localhost\r\n\r\n"
                                .getBytes(UTF_8));
                    StringBuilder seen = new StringBuilder();
                    while (seen.indexOf(":\n\n") < 0
                        || seen.length() - seen.toString().replace(":\n\n", "").length() < 15) {
                      seen.append((char) socket.getInputStream().read());
                    }
                    return seen.toString();
                  });
      assertThat(beats).contains("retry: 1000");
    }
  }

  @Test
  void the_end_of_the_server_ends_its_streams() {
    ServerFixture server = ServerFixture.in(directory);
    CompletableFuture<List<Long>> reader =
        CompletableFuture.supplyAsync(
            () -> new EventReader(server).read(1, 1, 0), Thread::startVirtualThread);
    start(server.supervisor.history(), 1);
    reader.join();
    CompletableFuture<String> stream =
        CompletableFuture.supplyAsync(
            () -> server.get("/events?after=1").text(), Thread::startVirtualThread);
    await().until(() -> server.get("/stats").status() == 200);

    int port = server.server.port();
    long begun = System.nanoTime();
    server.supervisor.drain();
    server.server.close();

    assertThat(stream).succeedsWithin(Duration.ofSeconds(10)).asString().startsWith("retry");
    assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(10));
    assertThatThrownBy(() -> new RawHttp(port).send("GET /stats HTTP/1.1", "Host: localhost"))
        .isInstanceOf(UncheckedIOException.class);
    server.close();
  }
}
