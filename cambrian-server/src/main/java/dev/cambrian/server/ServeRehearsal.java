package dev.cambrian.server;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A short life of a server, with the calls that organisms make. */
final class ServeRehearsal {
  private static final List<String> PATHS =
      List.of(
          "/healthz",
          "/stats",
          "/versions?limit=50",
          "/versions",
          "/generations/1",
          "/events?until=1",
          "/openapi.json",
          "/",
          "/ui/lineage",
          "/ui/specs",
          "/ui/compare",
          "/ui/trends",
          "/ui/campaigns",
          "/ui/events",
          "/ui/sql",
          "/ui/live/now",
          "/favicon.ico");
  private static final int ATTEMPTS = 200;

  private ServeRehearsal() {}

  /**
   * @param home an empty directory
   */
  static void run(String home) throws IOException, InterruptedException {
    int port = freePort();
    String[] command = {
      "serve",
      "--home",
      home,
      "--port",
      Integer.toString(port),
      "--llm",
      "replay",
      "--runner",
      "process",
      "--unsafe-no-sandbox"
    };
    // It ends with the process.
    Thread _ = Thread.ofPlatform().daemon().start(() -> CambrianMain.run(command));
    for (int i = 0; i < ATTEMPTS && !get(port, "/healthz"); i++) {
      TimeUnit.MILLISECONDS.sleep(50);
    }
    for (String path : PATHS) {
      boolean _ = get(port, path);
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  /** Plainly, so that the classes of a client do not come into the cache of a server. */
  private static boolean get(int port, String path) {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(1_000);
      socket
          .getOutputStream()
          .write(
              "GET %s HTTP/1.1\r\nHost: localhost\r\nAccept-Encoding: gzip\r\nConnection: close\r\n\r\n"
                  .formatted(path)
                  .getBytes(StandardCharsets.ISO_8859_1));
      return socket.getInputStream().readAllBytes().length > 0;
    } catch (IOException notYet) {
      return false;
    }
  }
}
