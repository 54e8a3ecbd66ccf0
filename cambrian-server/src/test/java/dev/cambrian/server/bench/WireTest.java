package dev.cambrian.server.bench;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;

final class WireTest {
  private static final String PAGE = "<h1>Now</h1>".repeat(200);

  /** Answers one call with these bytes, and keeps the connection as a browser's is kept. */
  private static final class OneAnswer implements AutoCloseable {
    private final ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());

    OneAnswer(byte[] answer) throws IOException {
      Thread _ = Thread.ofVirtual().start(() -> serve(answer));
    }

    private void serve(byte[] answer) {
      try (Socket client = socket.accept()) {
        client.getOutputStream().write(answer);
        while (client.getInputStream().read() >= 0) {
          // Until the client leaves.
        }
      } catch (IOException left) {
        return;
      }
    }

    @Override
    public void close() throws IOException {
      socket.close();
    }
  }

  @Test
  void what_is_compressed_counts_as_it_is_sent_with_its_head() throws Exception {
    byte[] packed = gzip(PAGE);
    byte[] sent =
        joined(
            "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: %d\r\n\r\n"
                .formatted(packed.length)
                .getBytes(ISO_8859_1),
            packed);

    try (OneAnswer server = new OneAnswer(sent)) {
      Wire.Answer answer = Wire.get(server.socket.getLocalPort(), "/");

      assertThat(answer.body()).isEqualTo(PAGE);
      assertThat(answer.bytes()).isEqualTo(sent.length).isLessThan(PAGE.length());
    }
  }

  @Test
  void a_stream_counts_until_its_first_event_has_come_whole() throws Exception {
    String head = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
    // As Jetty does, which ends a chunk when it begins the next.
    String event = chunk("event: part\ndata: one\n\n").stripTrailing() + "\n\n";
    String wanted = chunk("retry: 1000\n\n") + event;

    try (OneAnswer server = new OneAnswer((head + wanted).getBytes(UTF_8))) {
      Wire.Answer answer = Wire.firstEvent(server.socket.getLocalPort(), "/ui/live/now", "part");

      assertThat(answer.body()).endsWith("data: one\n\n");
      assertThat(answer.bytes()).isEqualTo(head.length() + wanted.length());
    }
  }

  @Test
  void what_is_refused_is_no_answer() throws Exception {
    byte[] refusal = "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n".getBytes(UTF_8);

    try (OneAnswer server = new OneAnswer(refusal)) {
      assertThatThrownBy(() -> Wire.get(server.socket.getLocalPort(), "/gone"))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("/gone was answered HTTP/1.1 404");
    }
  }

  private static String chunk(String content) {
    return "%x\r\n%s\r\n".formatted(content.length(), content);
  }

  private static byte[] gzip(String text) throws IOException {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
      out.write(text.getBytes(UTF_8));
    }
    return packed.toByteArray();
  }

  private static byte[] joined(byte[] a, byte[] b) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    all.writeBytes(a);
    all.writeBytes(b);
    return all.toByteArray();
  }
}
