package dev.cambrian.rig;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cambrian.core.verdict.PerformanceGoal;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Requests at a pace to programs on this loopback that do as they please. */
@DisplayNameGeneration(ReplaceUnderscores.class)
@Timeout(60)
class LoadRunTest {
  private static final String RIGHT = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

  private final Set<Socket> accepted = ConcurrentHashMap.newKeySet();
  private final AtomicInteger connections = new AtomicInteger();
  private final AtomicInteger requests = new AtomicInteger();
  private final ServerSocket server;

  /** What one request is answered with. */
  private interface Answer {
    void write(Socket socket, int number) throws Exception;
  }

  LoadRunTest() throws IOException {
    server = new ServerSocket(0, 100, HttpExchange.loopback("localhost"));
  }

  private Load.Figures run(Answer answer) throws InterruptedException {
    return run(answer, 100);
  }

  private Load.Figures run(Answer answer, int pace) throws InterruptedException {
    Thread.ofPlatform().daemon().start(() -> accept(answer));
    return LoadRun.of(
        new Load("localhost", server.getLocalPort(), "/health", Duration.ofMillis(500), pace));
  }

  private void accept(Answer answer) {
    while (!server.isClosed()) {
      try {
        Socket socket = server.accept();
        accepted.add(socket);
        connections.incrementAndGet();
        Thread.ofPlatform().daemon().start(() -> serve(socket, answer));
      } catch (IOException over) {
        return;
      }
    }
  }

  private void serve(Socket socket, Answer answer) {
    try (socket) {
      StringBuilder head = new StringBuilder();
      for (int c = socket.getInputStream().read(); c >= 0; c = socket.getInputStream().read()) {
        head.append((char) c);
        if (head.toString().endsWith("\r\n\r\n")) {
          head.setLength(0);
          answer.write(socket, requests.incrementAndGet());
        }
      }
    } catch (Exception gone) {
      // The other side has ended, or this one wants to.
      return;
    }
  }

  @AfterEach
  void close() throws IOException {
    server.close();
    for (Socket socket : accepted) {
      socket.close();
    }
  }

  /** What the program takes for an answer. */
  private static void pass(long millis) throws InterruptedException {
    boolean _ = new CountDownLatch(1).await(millis, TimeUnit.MILLISECONDS);
  }

  private static void say(Socket socket, String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
  }

  @Test
  void every_request_is_counted_but_those_of_the_warm_up() throws Exception {
    Load.Figures figures = run((socket, _) -> say(socket, RIGHT));

    assertThat(requests).hasValue(55);
    assertThat(figures.sent()).isEqualTo(50);
    assertThat(figures.right()).isEqualTo(50);
    assertThat(figures.nanos()).isGreaterThanOrEqualTo(490_000_000L);
    assertThat(connections).as("connections are kept").hasValueLessThanOrEqualTo(32);
  }

  @Test
  void a_program_that_keeps_no_connection_gets_new_ones() throws Exception {
    Load.Figures figures =
        run((socket, _) -> say(socket, RIGHT.replace("OK\r\n", "OK\r\nConnection: close\r\n")));

    assertThat(figures.right()).isEqualTo(50);
    assertThat(connections).hasValue(55);
  }

  @Test
  void a_kept_connection_that_ends_between_two_requests_is_no_error() throws Exception {
    Load.Figures figures =
        run(
            (socket, _) -> {
              say(socket, RIGHT);
              socket.close();
            });

    assertThat(figures.right()).isEqualTo(50);
  }

  @Test
  void what_is_no_right_answer_is_an_error() throws Exception {
    Load.Figures figures =
        run(
            (socket, number) ->
                say(
                    socket,
                    number % 2 == 0
                        ? RIGHT
                        : number % 4 == 1
                            ? "HTTP/1.1 500 No\r\nContent-Length: 0\r\n\r\n"
                            : "nonsense\r\n"));

    assertThat(figures.sent()).isEqualTo(50);
    assertThat(figures.right()).isBetween(15L, 35L);
  }

  @Test
  void answers_of_the_same_time_do_not_wait_for_each_other() throws Exception {
    Load.Figures figures =
        run(
            (socket, _) -> {
              pass(20);
              say(socket, RIGHT);
            });

    assertThat(figures.p50()).isGreaterThanOrEqualTo(19_000_000L);
    assertThat(figures.right()).isEqualTo(50);
  }

  @Test
  void an_answer_is_late_by_what_its_request_had_to_wait_for_the_others() throws Exception {
    Semaphore one = new Semaphore(1);
    Load.Figures queued =
        run(
            (socket, _) -> {
              // One at a time, twice as long as between two requests: each waits for all before.
              one.acquire();
              pass(20);
              one.release();
              say(socket, RIGHT);
            });

    assertThat(queued.p99()).isGreaterThan(400_000_000L);
    assertThat(queued.lateP99())
        .as("no connection was free, so it is not the machine")
        .isLessThan(queued.p99());
  }

  @Test
  void requests_that_could_not_go_out_while_the_program_stood_still_are_late_too()
      throws Exception {
    CountDownLatch over = new CountDownLatch(1);
    Thread.ofPlatform()
        .daemon()
        .start(
            () -> {
              try {
                pass(450);
                over.countDown();
              } catch (InterruptedException ended) {
                Thread.currentThread().interrupt();
              }
            });

    Load.Figures figures =
        run(
            (socket, _) -> {
              over.await();
              say(socket, RIGHT);
            },
            1_000);

    assertThat(figures.p50()).isGreaterThan(80_000_000L);
  }

  @Test
  void a_program_that_never_answers_costs_a_second_more_and_no_more() throws Exception {
    long started = System.nanoTime();

    Load.Figures figures = run((_, _) -> {});

    assertThat(Duration.ofNanos(System.nanoTime() - started)).isLessThan(Duration.ofSeconds(10));
    assertThat(figures.right()).isZero();
    assertThat(UnderLoad.told(GOAL, figures, 1).passed()).isFalse();
  }

  @Test
  void a_program_that_drips_its_answer_for_ever_costs_no_more() throws Exception {
    Load.Figures figures =
        run(
            (socket, _) -> {
              say(socket, "HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n");
              while (true) {
                say(socket, "x");
                pass(100);
              }
            });

    assertThat(figures.right()).isZero();
  }

  @Test
  void where_nobody_listens_every_request_is_an_error() throws Exception {
    server.close();

    Load.Figures figures =
        LoadRun.of(
            new Load("localhost", server.getLocalPort(), "/health", Duration.ofMillis(200), 100));

    assertThat(figures.sent()).isEqualTo(20);
    assertThat(figures.right()).isZero();
  }

  private static final PerformanceGoal GOAL = PerformanceGoal.DEFAULT;

  @Test
  void the_goal_is_reached_where_every_figure_is_better() {
    Load.Figures good =
        new Load.Figures(12_000, 12_000, 10_000_000_000L, 1_000_000L, 99_999_999L, 0);

    assertThat(UnderLoad.told(GOAL, good, 1 << 20).passed()).isTrue();
    assertThat(UnderLoad.told(GOAL, good, 512L << 20).passed()).as("memory").isFalse();
    assertThat(UnderLoad.told(GOAL, good, 0).passed()).as("unknown memory").isFalse();
    assertThat(
            UnderLoad.told(
                    GOAL,
                    new Load.Figures(12_000, 11_999, good.nanos(), good.p50(), good.p99(), 0),
                    1 << 20)
                .passed())
        .as("an error")
        .isFalse();
    assertThat(
            UnderLoad.told(
                    GOAL,
                    new Load.Figures(10_000, 10_000, good.nanos(), good.p50(), good.p99(), 0),
                    1 << 20)
                .passed())
        .as("a thousand and not over it")
        .isFalse();
    assertThat(
            UnderLoad.told(
                    GOAL,
                    new Load.Figures(12_000, 12_000, good.nanos(), good.p50(), 100_000_000L, 0),
                    1 << 20)
                .passed())
        .as("late")
        .isFalse();
  }

  @Test
  void figures_read_back_as_they_were_written() {
    Load.Figures figures = new Load.Figures(6, 5, 4, 3, 2, 1);

    assertThat(Load.Figures.read(figures.write())).contains(figures);
    assertThat(Load.Figures.read("Error: no class")).isEmpty();
  }
}
