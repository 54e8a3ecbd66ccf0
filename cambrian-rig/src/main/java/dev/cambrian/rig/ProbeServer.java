package dev.cambrian.rig;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The rig's outpost in the network of a sandbox. It holds that network open, says its process id
 * once it is ready, and carries out the exchanges that come on its standard input until that ends.
 * It is no part of the artifact's process space and reads nothing of it but what comes over HTTP.
 */
final class ProbeServer {
  private ProbeServer() {}

  public static void main(String[] args) throws IOException {
    rehearse();
    DataInputStream in = new DataInputStream(new BufferedInputStream(System.in));
    DataOutputStream out = new DataOutputStream(new BufferedOutputStream(System.out));
    out.writeLong(ProcessHandle.current().pid());
    out.flush();
    try {
      while (true) {
        ProbeWire.write(out, HttpExchange.run(ProbeWire.readRequest(in)));
      }
    } catch (EOFException done) {
      return;
    }
  }

  /** One exchange with itself, so that the first real one is not the slow one. */
  static void rehearse() throws IOException {
    try (ServerSocket server = new ServerSocket(0, 1, HttpExchange.loopback("127.0.0.1"))) {
      Thread answerer =
          Thread.ofVirtual()
              .start(
                  () -> {
                    try (Socket socket = server.accept()) {
                      socket
                          .getOutputStream()
                          .write(
                              "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}"
                                  .getBytes(StandardCharsets.US_ASCII));
                    } catch (IOException e) {
                      // Warming up is a courtesy; the real exchange will tell.
                      return;
                    }
                  });
      ProbeAnswer _ =
          HttpExchange.run(
              new ProbeRequest(
                  "127.0.0.1",
                  server.getLocalPort(),
                  "GET",
                  "/",
                  List.of(),
                  Optional.empty(),
                  Duration.ofSeconds(1)));
      answerer.interrupt();
    }
  }
}
