package dev.cambrian.server.docker;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** A daemon on TCP that tells of itself and does nothing else. */
final class FakeDaemon implements AutoCloseable {
  private static final String VERSION =
      """
      {"Version": "20.10.24", "ApiVersion": "1.41"}""";

  private final HttpServer server;

  private FakeDaemon(HttpServer server) {
    this.server = server;
  }

  /**
   * Starts it.
   *
   * @param info what it answers when it is asked about itself, in JSON
   */
  static FakeDaemon telling(String info) throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", exchange -> answer(exchange, info));
    server.start();
    return new FakeDaemon(server);
  }

  private static void answer(HttpExchange exchange, String info) throws IOException {
    String path = exchange.getRequestURI().getPath();
    String body =
        path.endsWith("/version") ? VERSION : path.endsWith("/info") ? info : "{\"message\": \"\"}";
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    try (exchange) {
      exchange.getResponseHeaders().add("Content-Type", "application/json");
      exchange.sendResponseHeaders(body.contains("message") ? 404 : 200, bytes.length);
      exchange.getResponseBody().write(bytes);
    }
  }

  Map<String, String> environment() {
    return Map.of("DOCKER_HOST", "tcp://127.0.0.1:" + server.getAddress().getPort());
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
