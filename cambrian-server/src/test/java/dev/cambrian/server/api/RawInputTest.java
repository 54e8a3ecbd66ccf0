package dev.cambrian.server.api;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.OutputStream;
import java.net.SocketException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What comes in by a bare socket: however it is cut, the answer is JSON, or an end in time. */
@DisplayNameGeneration(ReplaceUnderscores.class)
final class RawInputTest {
  @TempDir static Path directory;
  private static ServerFixture server;

  @BeforeAll
  static void start() {
    server = ServerFixture.in(directory);
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @AfterEach
  void nothing_has_changed() {
    assertThat(server.supervisor.history().headPosition()).isZero();
    assertThat(server.get("/healthz").status()).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "hello\r\n\r\n",
        "\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001\u00fc\u0003\u0003\r\n\r\n",
        "GET /stats\r\n\r\n",
        "GET /stats HTTP/9.9\r\nHost: localhost\r\n\r\n",
        "GET /stats HTTP/1.1\r\n\r\n",
        "GET /stats HTTP/1.1\r\nHost: localhost\r\nHost: localhost\r\n\r\n",
        "GET /st\u0000ats HTTP/1.1\r\nHost: localhost\r\n\r\n",
        "GET /%00 HTTP/1.1\r\nHost: localhost\r\n\r\n",
        "GET /%zz HTTP/1.1\r\nHost: localhost\r\n\r\n",
        "GET /%ff HTTP/1.1\r\nHost: localhost\r\n\r\n",
        "GET /../../etc/passwd HTTP/1.1\r\nHost: localhost\r\n\r\n",
        "GET http://evil.example/stats HTTP/1.1\r\nHost: evil.example\r\n\r\n",
        "GET /stats HTTP/1.1\r\nHost: localhost\r\nbad header\r\n\r\n",
        "POST /promote HTTP/1.1\r\nHost: localhost\r\nContent-Length: -1\r\n\r\n",
        "POST /promote HTTP/1.1\r\nHost: localhost\r\nContent-Length: x\r\n\r\n",
        "POST /promote HTTP/1.1\r\nHost: localhost\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\n{}",
        "POST /promote HTTP/1.1\r\nHost: localhost\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        "POST /promote HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\nxx\r\n",
        "POST /promote HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: gzip\r\n\r\n",
        "CONNECT localhost:80 HTTP/1.1\r\nHost: localhost\r\n\r\n",
        "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
        "OPTIONS * HTTP/1.1\r\nHost: localhost\r\n\r\n",
      })
  void what_is_no_request_is_refused_in_json(String bytes) {
    Answer answer = server.raw().send(bytes.getBytes(ISO_8859_1));

    assertThat(answer.status()).isBetween(400, 505).isNotEqualTo(500);
    assertThat(answer.refusal(answer.status())).isNotBlank();
  }

  @Test
  void huge_heads_are_refused() {
    server
        .raw()
        .send("GET /stats HTTP/1.1", "Host: localhost", "X: " + "x".repeat(100_000))
        .refusal(431);
    server.raw().send("GET /" + "x".repeat(100_000) + " HTTP/1.1", "Host: localhost").refusal(414);
  }

  @Test
  void a_chunked_body_without_a_length_is_read() {
    Answer answer =
        server
            .raw()
            .send(
                "POST /promote HTTP/1.1",
                "Host: localhost",
                "Transfer-Encoding: chunked",
                "",
                "e",
                "{\"generation\":",
                "2",
                "5}",
                "0");

    answer.refusal(404);
  }

  @Test
  void a_body_that_ends_too_early_is_refused() {
    Answer answer =
        server
            .raw()
            .talk(
                socket -> {
                  socket
                      .getOutputStream()
                      .write(
                          "POST /promote HTTP/1.1\r\nHost: localhost\r\nContent-Length: 99\r\n\r\n{"
                              .getBytes(UTF_8));
                  socket.shutdownOutput();
                  return RawHttp.answer(socket.getInputStream());
                });

    answer.refusal(400);
  }

  @ParameterizedTest
  @CsvSource({"/spawn,413", "/promote,413", "/rollback,413", "/nothing,404", "/versions,405"})
  void a_hundred_megabytes_are_refused_promptly(String path, int status) {
    long begun = System.nanoTime();
    String head = "POST " + path + " HTTP/1.1\r\nHost: localhost\r\n";

    flood(head + "Content-Length: 104857600\r\n\r\n", "x".repeat(1 << 16), 1_600).refusal(status);
    String chunk = "10000\r\n" + "x".repeat(1 << 16) + "\r\n";
    flood(head + "Transfer-Encoding: chunked\r\n\r\n", chunk, 1_600).refusal(status);

    assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(ServerFixture.LIMIT);
  }

  @Test
  void one_who_asks_before_sending_much_is_answered_before() {
    server
        .raw()
        .send(
            "POST /spawn HTTP/1.1",
            "Host: localhost",
            "Content-Length: 104857600",
            "Expect: 100-continue")
        .refusal(413);
  }

  /** Sends until it is answered or cut off, as clients do. */
  private static Answer flood(String head, String part, int times) {
    return server
        .raw()
        .talk(
            socket -> {
              OutputStream out = socket.getOutputStream();
              out.write(head.getBytes(UTF_8));
              byte[] bytes = part.getBytes(UTF_8);
              try {
                for (int i = 0; i < times && socket.getInputStream().available() == 0; i++) {
                  out.write(bytes);
                }
              } catch (SocketException cutOff) {
                // What was answered is there all the same.
              }
              return RawHttp.answer(socket.getInputStream());
            });
  }
}
