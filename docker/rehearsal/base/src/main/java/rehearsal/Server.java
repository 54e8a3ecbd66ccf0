package rehearsal;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;

final class Server {
  private Server() {}

  static String health() {
    return "{\"ok\": true, \"generation\": " + System.getenv("CAMBRIAN_GENERATION") + "}";
  }

  public static void main(String[] args) throws IOException {
    HttpServer server = HttpServer.create(new InetSocketAddress("127.0.0.1", 8401), 0);
    server.createContext(
        "/health",
        exchange -> {
          byte[] body = health().getBytes(StandardCharsets.UTF_8);
          exchange.getResponseHeaders().set("Content-Type", "application/json");
          exchange.sendResponseHeaders(200, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    server.start();
  }
}
