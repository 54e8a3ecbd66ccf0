package dev.cambrian.server.bench;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.util.Locale;
import java.util.Optional;
import java.util.zip.GZIPInputStream;

/**
 * Asks a server as a browser does that takes compressed answers, and counts what comes down to the
 * last byte, heads included. A connection for each.
 */
final class Wire implements AutoCloseable {
  private final Socket socket;
  private final InputStream in;
  private long received;

  /**
   * What came.
   *
   * @param body uncompressed
   * @param bytes over the wire, as they were sent
   */
  record Answer(String body, long bytes) {}

  private Wire(int port) throws IOException {
    socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setTcpNoDelay(true);
    socket.setSoTimeout(30_000);
    in = new BufferedInputStream(socket.getInputStream());
  }

  /** A whole answer. */
  static Answer get(int port, String path) throws IOException {
    try (Wire wire = new Wire(port)) {
      String head = wire.ask(path);
      byte[] body =
          header(head, "transfer-encoding").isPresent()
              ? wire.chunks("")
              : wire.bytes(Integer.parseInt(header(head, "content-length").orElse("0")));
      return new Answer(text(head, body), wire.received);
    }
  }

  /** A stream of server-sent events until the first one of that name has come whole. */
  static Answer firstEvent(int port, String path, String event) throws IOException {
    try (Wire wire = new Wire(port)) {
      String head = wire.ask(path);
      byte[] body = wire.chunks("event: " + event);
      return new Answer(text(head, body), wire.received);
    }
  }

  private String ask(String path) throws IOException {
    socket
        .getOutputStream()
        .write(
            "GET %s HTTP/1.1\r\nHost: localhost\r\nAccept-Encoding: gzip, deflate, br, zstd\r\n\r\n"
                .formatted(path)
                .getBytes(ISO_8859_1));
    StringBuilder head = new StringBuilder();
    for (String line = line(); !line.isEmpty(); line = line()) {
      head.append(line).append('\n');
    }
    if (!head.toString().startsWith("HTTP/1.1 200 ")) {
      throw new IOException(
          path + " was answered " + head.toString().lines().findFirst().orElse("nothing"));
    }
    return head.toString();
  }

  private static Optional<String> header(String head, String name) {
    return head.lines()
        .filter(line -> line.toLowerCase(Locale.ROOT).startsWith(name + ":"))
        .map(line -> line.substring(name.length() + 1).strip())
        .findFirst();
  }

  private static String text(String head, byte[] body) throws IOException {
    if (header(head, "content-encoding").isEmpty()) {
      return new String(body, UTF_8);
    }
    try (InputStream plain = new GZIPInputStream(new ByteArrayInputStream(body))) {
      return new String(plain.readAllBytes(), UTF_8);
    }
  }

  /** All chunks; where an event is named, until it and the empty line after it are there. */
  private byte[] chunks(String event) throws IOException {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    for (int size = chunk(); size > 0; size = chunk()) {
      body.writeBytes(bytes(size));
      if (!event.isEmpty() && holds(body.toString(UTF_8), event)) {
        break; // The end of this chunk may be sent with the next one only.
      }
      line();
    }
    return body.toByteArray();
  }

  private static boolean holds(String stream, String event) {
    int begin = stream.indexOf(event);
    return begin >= 0 && stream.indexOf("\n\n", begin) >= 0;
  }

  private int chunk() throws IOException {
    return Integer.parseInt(line().strip(), 16);
  }

  private byte[] bytes(int count) throws IOException {
    byte[] bytes = in.readNBytes(count);
    received += bytes.length;
    if (bytes.length < count) {
      throw new EOFException("the server has gone");
    }
    return bytes;
  }

  private String line() throws IOException {
    StringBuilder line = new StringBuilder();
    for (int next = in.read(); next != '\n'; next = in.read()) {
      if (next < 0) {
        throw new EOFException("the server has gone");
      }
      received++;
      if (next != '\r') {
        line.append((char) next);
      }
    }
    received++;
    return line.toString();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
