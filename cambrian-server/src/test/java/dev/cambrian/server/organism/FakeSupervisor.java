package dev.cambrian.server.organism;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** Gives tokens, and answers at each organism's door with who asked for what. */
final class FakeSupervisor implements DoorKeeper, TokenSource {
  /** Of all doors: the organism, the request line, and the key that came with it. */
  record Request(UUID organism, String line, String key) {}

  final List<Request> requests = new CopyOnWriteArrayList<>();
  private final Map<UUID, String> tokens = new ConcurrentHashMap<>();
  final List<UUID> revoked = new CopyOnWriteArrayList<>();

  @Override
  public String issue(UUID organismId, StartOrder order) {
    String token = "cmb_" + UUID.randomUUID().toString().replace("-", "") + "xxxxxxxxxxx";
    tokens.put(organismId, token);
    return token;
  }

  String token(UUID organism) {
    return Optional.ofNullable(tokens.get(organism)).orElseThrow();
  }

  @Override
  public void revoke(UUID organismId) {
    revoked.add(organismId);
  }

  @Override
  public AutoCloseable open(UUID organismId, Path socket) throws IOException {
    ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    server.bind(UnixDomainSocketAddress.of(socket));
    Thread.ofPlatform()
        .daemon()
        .start(
            () -> {
              while (true) {
                try {
                  SocketChannel line = server.accept();
                  Thread.ofVirtual().start(() -> serve(organismId, line));
                } catch (IOException closed) {
                  return;
                }
              }
            });
    return server;
  }

  private void serve(UUID organism, SocketChannel line) {
    try (line;
        OutputStream out = Channels.newOutputStream(line)) {
      BufferedReader in =
          new BufferedReader(
              new InputStreamReader(Channels.newInputStream(line), StandardCharsets.US_ASCII));
      String first = String.valueOf(in.readLine());
      String key = "";
      for (String header = in.readLine();
          header != null && !header.isEmpty();
          header = in.readLine()) {
        if (header.toLowerCase(Locale.ROOT).startsWith("x-api-key: ")) {
          key = header.substring("X-api-key: ".length());
        }
      }
      requests.add(new Request(organism, first, key));
      byte[] body = "x".repeat(300_000).getBytes(StandardCharsets.US_ASCII);
      out.write(
          "HTTP/1.1 200 OK\r\nContent-Length: %d\r\nConnection: close\r\n\r\n"
              .formatted(body.length)
              .getBytes(StandardCharsets.US_ASCII));
      out.write(body);
    } catch (IOException gone) {
      return;
    }
  }
}
