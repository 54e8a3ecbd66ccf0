package dev.cambrian.server.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;

/** What a Chromium that just started takes for its first paint, whatever the server. */
final class BrowserFloor {
  private static final byte[] PAGE =
      "<!doctype html><html lang=\"en\"><title>Static</title><p>A page that is there.</p></html>"
          .getBytes(UTF_8);

  private BrowserFloor() {}

  /**
   * Of a page without style and script that this process has ready.
   *
   * @param profile an empty directory
   */
  static Reading of(Path program, Path profile) throws IOException, InterruptedException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          exchange.getResponseHeaders().set("Content-Type", "text/html;charset=utf-8");
          exchange.sendResponseHeaders(200, PAGE.length);
          try (exchange) {
            exchange.getResponseBody().write(PAGE);
          }
        });
    server.start();
    try (Chromium browser = Chromium.start(program, profile)) {
      int port = server.getAddress().getPort();
      var _ = Wire.get(port, "/");
      return Reading.told(
          Part.DASHBOARD,
          "of which a just started browser takes for a static page",
          FirstPaint.first(browser, "http://127.0.0.1:" + port),
          Reading.Unit.MILLIS,
          "one visit of a page without style and script, from a server that has served it before");
    } finally {
      server.stop(0);
    }
  }
}
