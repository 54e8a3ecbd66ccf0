package dev.cambrian.rig;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.assertj.core.api.Assumptions;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Both programs that relay, on this machine's own loopback, against servers that misbehave. */
@Timeout(60)
@DisplayNameGeneration(ReplaceUnderscores.class)
class RelayTest {
  private static final Path PERL = Path.of("/usr/bin/perl");

  /** What relays. */
  enum Kind {
    PERL,
    JAVA;

    Outpost start() {
      return Outpost.trying(
          List.of(
              switch (this) {
                case PERL -> () -> Outpost.perl(RelayTest.PERL);
                case JAVA -> Outpost::java;
              }));
    }
  }

  /** A server's whole behaviour towards one caller. */
  private interface Behaviour {
    void serve(Socket caller) throws IOException;
  }

  private final AtomicInteger brokenOff = new AtomicInteger();
  private final ExecutorService exchanges = Executors.newVirtualThreadPerTaskExecutor();
  private Optional<ServerSocket> server = Optional.empty();

  @AfterEach
  void stop() throws IOException {
    if (server.isPresent()) {
      server.get().close();
    }
  }

  private int serve(String host, Behaviour behaviour) throws IOException {
    return serve(host, 0, behaviour);
  }

  private int serve(String host, int port, Behaviour behaviour) throws IOException {
    ServerSocket listening = new ServerSocket(port, 50, InetAddress.getByName(host));
    server = Optional.of(listening);
    Thread.ofPlatform()
        .daemon()
        .start(
            () -> {
              while (!listening.isClosed()) {
                try (Socket caller = listening.accept()) {
                  behaviour.serve(caller);
                } catch (IOException over) {
                  brokenOff.incrementAndGet();
                }
              }
            });
    return listening.getLocalPort();
  }

  private static Behaviour answering(String answer) {
    return caller -> {
      byte[] heard = new byte[4096];
      if (caller.getInputStream().read(heard) < 0) {
        throw new IOException("hung up before a word");
      }
      caller.getOutputStream().write(answer.getBytes(StandardCharsets.US_ASCII));
    };
  }

  private static ProbeRequest get(String host, int port, Duration deadline) {
    return new ProbeRequest(
        host, port, "GET", "/", List.of(), Optional.empty(), Duration.ZERO, deadline);
  }

  private static ProbeRequest get(int port) {
    return get("127.0.0.1", port, Duration.ofSeconds(10));
  }

  private static Outpost start(Kind kind) {
    Assumptions.assumeThat(kind == Kind.JAVA || Files.isExecutable(PERL))
        .as("the package perl")
        .isTrue();
    return kind.start();
  }

  private static String failure(ProbeAnswer answer) {
    return ((ProbeAnswer.Failed) answer).reason();
  }

  @ParameterizedTest
  @EnumSource
  void many_exchanges_go_through_one_relay(Kind kind) throws Exception {
    int port = serve("127.0.0.1", answering("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}"));

    try (Outpost outpost = start(kind)) {
      assertThat(ProcessHandle.of(outpost.pid())).isPresent();
      for (int i = 0; i < 20; i++) {
        ProbeAnswer answer = outpost.exchange(get(port));
        assertThat(answer).isInstanceOf(ProbeAnswer.Answered.class);
        assertThat(((ProbeAnswer.Answered) answer).body()).asString().isEqualTo("{}");
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void ipv6_is_another_address(Kind kind) throws Exception {
    int port = serve("::1", answering("HTTP/1.1 204 Six\r\n\r\n"));

    try (Outpost outpost = start(kind)) {
      assertThat(outpost.exchange(get("[::1]", port, Duration.ofSeconds(5))))
          .isInstanceOf(ProbeAnswer.Answered.class);
      assertThat(failure(outpost.exchange(get("127.0.0.1", port, Duration.ofSeconds(5)))))
          .isEqualTo("connection refused on port " + port);
    }
  }

  @ParameterizedTest
  @EnumSource
  void a_server_that_is_silent_or_endless_costs_its_deadline_and_no_more(Kind kind)
      throws Exception {
    int silent = serve("127.0.0.1", caller -> drain(caller));

    try (Outpost outpost = start(kind)) {
      assertThat(failure(outpost.exchange(get("127.0.0.1", silent, Duration.ofMillis(300)))))
          .isEqualTo("no whole answer within 0.3 s");
      stop();
      int endless =
          serve(
              "127.0.0.1",
              caller -> {
                byte[] bytes = "HTTP/1.1 200 OK\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
                while (true) {
                  caller.getOutputStream().write(bytes);
                  bytes = new byte[65_536];
                }
              });

      ProbeAnswer.Answered cut = (ProbeAnswer.Answered) outpost.exchange(get(endless));

      assertThat(cut.cut()).isTrue();
      assertThat(cut.body()).hasSize(HttpAnswer.MAX_BODY);
      assertThat(cut.took()).isLessThan(Duration.ofSeconds(9));
      stop();
      int port = serve("127.0.0.1", answering("HTTP/1.1 204 Still there\r\n\r\n"));
      assertThat(outpost.exchange(get(port))).isInstanceOf(ProbeAnswer.Answered.class);
    }
  }

  @ParameterizedTest
  @EnumSource
  void who_listens_later_is_waited_for(Kind kind) throws Exception {
    int port = serve("127.0.0.1", answering(""));
    stop();
    ProbeRequest patient =
        new ProbeRequest(
            "127.0.0.1",
            port,
            "GET",
            "/",
            List.of(),
            Optional.empty(),
            Duration.ofSeconds(20),
            Duration.ofSeconds(30));

    try (Outpost outpost = start(kind)) {
      Future<ProbeAnswer> answer = exchanges.submit(() -> outpost.exchange(patient));
      Awaitility.await().during(Duration.ofMillis(100)).until(() -> !answer.isDone());
      serve("127.0.0.1", port, answering("HTTP/1.1 204 Here\r\n\r\n"));

      assertThat(answer.get(20, TimeUnit.SECONDS)).isInstanceOf(ProbeAnswer.Answered.class);
    }
  }

  @ParameterizedTest
  @EnumSource
  void a_body_that_nobody_reads_costs_the_deadline(Kind kind) throws Exception {
    CountDownLatch over = new CountDownLatch(1);
    int port = serve("127.0.0.1", caller -> awaitEnd(over));
    ProbeRequest large =
        new ProbeRequest(
            "127.0.0.1",
            port,
            "POST",
            "/",
            List.of(),
            Optional.of("x".repeat(12 << 20)),
            Duration.ZERO,
            Duration.ofMillis(500));

    try (Outpost outpost = start(kind)) {
      assertThat(failure(outpost.exchange(large))).isEqualTo("no whole answer within 0.5 s");
      over.countDown();
      stop();
      int alive = serve("127.0.0.1", answering("HTTP/1.1 204 Still there\r\n\r\n"));
      assertThat(outpost.exchange(get(alive))).isInstanceOf(ProbeAnswer.Answered.class);
    }
  }

  @ParameterizedTest
  @EnumSource
  void a_line_that_is_aborted_before_its_call_disturbs_no_other(Kind kind) throws Exception {
    int port = serve("127.0.0.1", answering("HTTP/1.1 204 Fine\r\n\r\n"));

    try (Outpost outpost = start(kind)) {
      for (int i = 0; i < 20; i++) {
        // Whether the alarm goes off before, amid or after the call is chance.
        ProbeAnswer _ = outpost.exchange(get("127.0.0.1", port, Duration.ofNanos(1)));

        assertThat(outpost.exchange(get(port)))
            .isInstanceOfSatisfying(
                ProbeAnswer.Answered.class, it -> assertThat(it.status()).isEqualTo(204));
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void a_reset_is_a_broken_connection(Kind kind) throws Exception {
    int port =
        serve(
            "127.0.0.1",
            caller -> {
              caller.setSoLinger(true, 0);
              caller.getOutputStream().write("HTTP/1.1 200".getBytes(StandardCharsets.US_ASCII));
            });

    try (Outpost outpost = start(kind)) {
      assertThat(failure(outpost.exchange(get(port)))).startsWith("connection ");
    }
  }

  @ParameterizedTest
  @EnumSource
  void a_relay_that_dies_is_no_word_about_the_program(Kind kind) throws Exception {
    int port = serve("127.0.0.1", answering("HTTP/1.1 204 Fine\r\n\r\n"));

    try (Outpost outpost = start(kind)) {
      ProcessHandle relay = ProcessHandle.of(outpost.pid()).orElseThrow();
      relay.destroyForcibly();
      assertThat(relay.onExit().get(10, TimeUnit.SECONDS)).isNotNull();

      assertThatThrownBy(() -> outpost.exchange(get(port)))
          .isInstanceOf(InfrastructureException.class)
          .hasMessageContaining("prober died");
    }
  }

  @ParameterizedTest
  @EnumSource
  void closing_ends_the_relay(Kind kind) throws Exception {
    Outpost outpost = start(kind);
    ProcessHandle relay = ProcessHandle.of(outpost.pid()).orElseThrow();

    outpost.close();

    Awaitility.await().atMost(Duration.ofSeconds(10)).until(() -> !relay.isAlive());
  }

  @Test
  void where_the_first_program_does_not_work_the_second_is_taken() throws Exception {
    try (Outpost outpost =
        Outpost.trying(
            List.of(
                () -> List.of("/nowhere/perl"),
                () -> List.of("/bin/sh", "-c", "echo no module named socket >&2; exit 1"),
                Outpost::java))) {
      assertThat(ProcessHandle.of(outpost.pid())).isPresent();
    }
  }

  @Test
  void where_none_works_the_last_one_s_complaint_is_told() {
    try (Outpost outpost =
        Outpost.trying(List.of(() -> List.of("/bin/sh", "-c", "echo no network >&2; exit 1")))) {
      assertThatThrownBy(outpost::pid)
          .isInstanceOf(InfrastructureException.class)
          .hasMessageContaining("prober did not start: no network");
    }
  }

  private static void drain(Socket caller) throws IOException {
    assertThat(caller.getInputStream().skip(Long.MAX_VALUE)).isNotNegative();
  }

  private static void awaitEnd(CountDownLatch over) {
    try {
      assertThat(over.await(30, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
