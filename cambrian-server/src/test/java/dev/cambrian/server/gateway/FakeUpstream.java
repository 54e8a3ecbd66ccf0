package dev.cambrian.server.gateway;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A provider of our own that answers as a test tells it and remembers what it was asked. */
final class FakeUpstream implements AutoCloseable {
  static final String KEY = "sk-ant-the-real-key-0123456789";

  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final HttpServer server;
  private final List<Asked> asked = new CopyOnWriteArrayList<>();
  private volatile Behaviour behaviour = exchange -> exchange.sendResponseHeaders(500, -1);

  interface Behaviour {
    void on(HttpExchange exchange) throws IOException;
  }

  record Asked(String path, Headers headers, String text) {}

  FakeUpstream() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext("/", this::handle);
    server.start();
  }

  String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  void will(Behaviour next) {
    behaviour = next;
  }

  /** Answers one document. */
  void willAnswer(int status, String contentType, byte[] body) {
    will(
        exchange -> {
          exchange.getResponseHeaders().set("content-type", contentType);
          exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
          exchange.getResponseBody().write(body);
        });
  }

  /** Streams in pieces of so many bytes, each in a chunk of its own. */
  void willStream(byte[] events, int piece) {
    will(
        exchange -> {
          OutputStream out = begin(exchange);
          for (int from = 0; from < events.length; from += piece) {
            out.write(events, from, Math.min(piece, events.length - from));
            out.flush();
          }
        });
  }

  /** Streams and then breaks the connection. */
  void willBreakAfter(byte[] events) {
    will(
        exchange -> {
          OutputStream out = begin(exchange);
          out.write(events);
          out.flush();
          throw new IOException("as the test wants it");
        });
  }

  static OutputStream begin(HttpExchange exchange) throws IOException {
    Headers headers = exchange.getResponseHeaders();
    headers.set("content-type", "text/event-stream; charset=utf-8");
    headers.set("request-id", "req_upstream");
    headers.set("anthropic-ratelimit-requests-remaining", "17");
    headers.set("anthropic-organization-id", "our-account");
    headers.set("set-cookie", "ours=1");
    exchange.sendResponseHeaders(200, 0);
    return exchange.getResponseBody();
  }

  List<Asked> asked() {
    return asked;
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      asked.add(
          new Asked(
              exchange.getRequestURI().toString(),
              exchange.getRequestHeaders(),
              new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8)));
      behaviour.on(exchange);
    }
  }

  @Override
  public void close() {
    server.stop(0);
    threads.close();
  }
}
