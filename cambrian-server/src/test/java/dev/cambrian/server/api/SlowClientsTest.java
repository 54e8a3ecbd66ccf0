package dev.cambrian.server.api;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A client that sends a byte now and then keeps nothing for ever. */
@DisplayNameGeneration(ReplaceUnderscores.class)
final class SlowClientsTest {
  private static final ApiLimits LIMITS =
      new ApiLimits(
          Duration.ofSeconds(5),
          Duration.ofMillis(600),
          Duration.ofMillis(600),
          Duration.ofSeconds(10));

  @TempDir Path directory;

  /** Goes on until the server is heard or the connection ends; whether it does in time. */
  private static boolean drips(Socket socket, String begin, String drop) throws IOException {
    long begun = System.nanoTime();
    socket.getOutputStream().write(begin.getBytes(UTF_8));
    try {
      while (System.nanoTime() - begun < ServerFixture.LIMIT.toNanos()) {
        socket.getOutputStream().write(drop.getBytes(UTF_8));
        LockSupport.parkNanos(20_000_000);
        if (socket.getInputStream().available() > 0) {
          return true;
        }
      }
      return false;
    } catch (IOException cut) {
      return true;
    }
  }

  @Test
  void a_head_that_drips_is_cut_off() {
    try (ServerFixture server = ServerFixture.in(directory, LIMITS)) {
      boolean ended =
          server
              .raw()
              .talk(
                  socket ->
                      drips(socket, "GET /stats HTTP/1.1\r\nHost: localhost\r\n", "X: y\r\n"));

      assertThat(ended).isTrue();
    }
  }

  @Test
  void the_second_head_on_a_connection_that_drips_is_cut_off_too() {
    try (ServerFixture server = ServerFixture.in(directory, LIMITS)) {
      boolean ended =
          server
              .raw()
              .talk(
                  socket -> {
                    socket
                        .getOutputStream()
                        .write("GET /stats HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(UTF_8));
                    RawHttp.answer(socket.getInputStream()).ok();
                    return drips(socket, "G", "E");
                  });

      assertThat(ended).isTrue();
    }
  }

  @Test
  void a_body_that_drips_is_refused() {
    try (ServerFixture server = ServerFixture.in(directory, LIMITS)) {
      Answer answer =
          server
              .raw()
              .talk(
                  socket -> {
                    assertThat(
                            drips(
                                socket,
                                "POST /spawn HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9999\r\n\r\n",
                                " "))
                        .isTrue();
                    return RawHttp.answer(socket.getInputStream());
                  });

      answer.refusal(408);
    }
  }
}
