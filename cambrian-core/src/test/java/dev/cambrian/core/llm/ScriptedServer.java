package dev.cambrian.core.llm;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Locale;
import java.util.Queue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.zip.GZIPOutputStream;

/**
 * A raw-socket HTTP server that plays one scene per request, in order, then closes the connection;
 * past the last scene it plays the last one again. It can misbehave in ways that no HTTP library
 * lets a server misbehave.
 */
final class ScriptedServer implements AutoCloseable {
  /** What the server does with one request, once that was read whole. */
  @FunctionalInterface
  interface Scene {
    void play(Connection connection) throws IOException;
  }

  record Received(String head, String body) {
    String header(String name) {
      String prefix = name.toLowerCase(Locale.ROOT) + ":";
      return head.lines()
          .filter(line -> line.toLowerCase(Locale.ROOT).startsWith(prefix))
          .map(line -> line.substring(prefix.length()).strip())
          .findFirst()
          .orElse("");
    }
  }

  static final class Connection {
    private final Socket socket;
    private final OutputStream out;
    private final CountDownLatch left;

    private Connection(Socket socket, CountDownLatch left) throws IOException {
      this.socket = socket;
      this.out = socket.getOutputStream();
      this.left = left;
    }

    Connection send(String text) throws IOException {
      return send(text.getBytes(StandardCharsets.UTF_8));
    }

    Connection send(byte[] bytes) throws IOException {
      out.write(bytes);
      out.flush();
      return this;
    }

    Connection sendByteByByte(String text) throws IOException {
      for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
        out.write(b);
        out.flush();
      }
      return this;
    }

    void sendPacked(String text) throws IOException {
      ByteArrayOutputStream packed = new ByteArrayOutputStream();
      try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
        gzip.write(text.getBytes(StandardCharsets.UTF_8));
      }
      out.write(packed.toByteArray());
      out.flush();
    }

    /** Ends the connection with a TCP reset. */
    void reset() throws IOException {
      socket.setSoLinger(true, 0);
      socket.close();
    }

    /** Stays silent until the client goes away. */
    void hang() throws IOException {
      while (socket.getInputStream().read() >= 0) {
        Thread.onSpinWait();
      }
      left.countDown();
    }
  }

  static final String STREAM =
      "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream; charset=utf-8\r\nconnection: close\r\n\r\n";

  private final ServerSocket socket;
  private final Queue<Scene> script = new ArrayDeque<>();
  private final List<Received> received = new CopyOnWriteArrayList<>();
  private final CountDownLatch left;
  private final List<Socket> open = new CopyOnWriteArrayList<>();

  private ScriptedServer(List<Scene> scenes) throws IOException {
    script.addAll(scenes);
    left = new CountDownLatch(scenes.size());
    socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    Thread.ofVirtual().start(this::accept);
  }

  static ScriptedServer playing(Scene... scenes) {
    try {
      return new ScriptedServer(List.of(scenes));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A whole response of a given status; {@code headers} end with CRLF each. */
  static Scene response(String status, String headers, String body) {
    return connection ->
        connection.send(
            "HTTP/1.1 "
                + status
                + "\r\n"
                + headers
                + "content-length: "
                + body.getBytes(StandardCharsets.UTF_8).length
                + "\r\nconnection: close\r\n\r\n"
                + body);
  }

  /** An event stream that ends with the connection. */
  static Scene stream(String events) {
    return connection -> connection.send(STREAM + events);
  }

  String url() {
    return "http://127.0.0.1:" + socket.getLocalPort();
  }

  /** Whether clients have gone away from as many hanging scenes as there are scenes. */
  boolean allLeft() {
    return left.getCount() == 0;
  }

  List<Received> received() {
    return received;
  }

  @Override
  public void close() {
    try {
      socket.close();
      for (Socket each : open) {
        each.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void accept() {
    while (!socket.isClosed()) {
      try {
        Socket client = socket.accept();
        open.add(client);
        Thread.ofVirtual().start(() -> serve(client));
      } catch (IOException e) {
        return;
      }
    }
  }

  private void serve(Socket client) {
    try (client) {
      InputStream in = new BufferedInputStream(client.getInputStream());
      String head = head(in);
      if (head.isEmpty()) {
        return;
      }
      Received request = new Received(head, "");
      int length = Integer.parseInt("0" + request.header("content-length"));
      String body = new String(in.readNBytes(length), StandardCharsets.UTF_8);
      received.add(new Received(head, body));
      next().play(new Connection(client, left));
    } catch (IOException e) {
      // The client went away, which is its right; what it then made of that is what tests look at.
      open.remove(client);
    }
  }

  private synchronized Scene next() {
    Scene scene = script.size() > 1 ? script.remove() : script.peek();
    return scene == null ? Connection::reset : scene;
  }

  private static String head(InputStream in) throws IOException {
    ByteArrayOutputStream head = new ByteArrayOutputStream();
    for (int b = in.read(); b >= 0; b = in.read()) {
      head.write(b);
      String text = head.toString(StandardCharsets.ISO_8859_1);
      if (b == '\n' && text.endsWith("\r\n\r\n")) {
        return text;
      }
    }
    return "";
  }
}
