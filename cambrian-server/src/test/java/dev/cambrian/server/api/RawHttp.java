package dev.cambrian.server.api;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Sends bytes that no honest client would, and reads one answer within a limit. */
final class RawHttp {
  private final int port;

  RawHttp(int port) {
    this.port = port;
  }

  /** What a client does on its connection. */
  interface Talk<T> {
    T over(Socket socket) throws IOException;
  }

  <T> T talk(Talk<T> talk) {
    try (Socket socket = new Socket()) {
      int limit = (int) ServerFixture.LIMIT.toMillis();
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), limit);
      socket.setSoTimeout(limit);
      return talk.over(socket);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Sends lines, joined as HTTP joins them, with the empty line after them. */
  Answer send(String... lines) {
    return send((String.join("\r\n", lines) + "\r\n\r\n").getBytes(ISO_8859_1));
  }

  Answer send(byte[] request) {
    return talk(
        socket -> {
          socket.getOutputStream().write(request);
          socket.getOutputStream().flush();
          return answer(socket.getInputStream());
        });
  }

  /** Reads one answer and leaves the connection open. */
  static Answer answer(InputStream in) throws IOException {
    String[] status = line(in).split(" ", 3);
    if (!status[0].startsWith("HTTP/1.")) {
      throw new AssertionError("no HTTP: " + String.join(" ", status));
    }
    Map<String, List<String>> headers = new HashMap<>();
    for (String line = line(in); !line.isEmpty(); line = line(in)) {
      int colon = line.indexOf(':');
      headers
          .computeIfAbsent(
              line.substring(0, colon).toLowerCase(Locale.ROOT), it -> new ArrayList<>())
          .add(line.substring(colon + 1).strip());
    }
    List<String> length = headers.getOrDefault("content-length", List.of());
    boolean chunked = headers.containsKey("transfer-encoding");
    byte[] body =
        chunked
            ? chunks(in)
            : length.isEmpty()
                ? in.readAllBytes()
                : in.readNBytes(Integer.parseInt(length.getFirst()));
    return new Answer(Integer.parseInt(status[1]), headers, body);
  }

  private static byte[] chunks(InputStream in) throws IOException {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    while (true) {
      int size = Integer.parseInt(line(in), 16);
      body.write(in.readNBytes(size));
      String end = line(in);
      if (!end.isEmpty()) {
        throw new AssertionError("no end of a chunk: " + end);
      }
      if (size == 0) {
        return body.toByteArray();
      }
    }
  }

  private static String line(InputStream in) throws IOException {
    StringBuilder line = new StringBuilder();
    while (true) {
      int next = in.read();
      if (next < 0) {
        throw new EOFException("the connection ended after: " + line);
      }
      if (next == '\n') {
        return line.toString().replaceFirst("\r$", "");
      }
      line.append((char) next);
    }
  }
}
