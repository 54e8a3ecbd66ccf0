package dev.cambrian.server.docker;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.URI;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** A way to the daemon that can be shut, as if the daemon had ended, or blocked, as if it hung. */
final class DaemonGate implements AutoCloseable {
  private final ServerSocketChannel server;
  private final Path socket;
  private final Set<Channel> open = ConcurrentHashMap.newKeySet();
  private volatile boolean blocked;
  private volatile Optional<String> lastRequest = Optional.empty();

  private DaemonGate(ServerSocketChannel server, Path socket) {
    this.server = server;
    this.socket = socket;
  }

  static DaemonGate before(URI daemon) throws IOException {
    ServerSocketChannel server =
        ServerSocketChannel.open().bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    DaemonGate gate = new DaemonGate(server, Path.of(daemon.getPath()));
    Thread.ofPlatform().daemon().start(gate::accept);
    return gate;
  }

  /** The daemon behind it. */
  DockerDaemon daemon() {
    return daemon(Duration.ofMinutes(1));
  }

  /** The same; an answer may take that long. */
  DockerDaemon daemon(Duration answering) {
    Map<String, String> environment = Map.of("DOCKER_HOST", address());
    return ((DockerDaemon.Answers) DockerDaemon.find(environment, answering)).daemon();
  }

  String address() {
    return "tcp://127.0.0.1:" + server.socket().getLocalPort();
  }

  /** Lets a request through that has this in it, and nothing after it, its answer included. */
  void blockBehind(String request) {
    lastRequest = Optional.of(request);
  }

  /** Keeps all connections and lets nothing through any more. */
  void block() {
    blocked = true;
  }

  private void accept() {
    while (server.isOpen()) {
      try {
        SocketChannel client = server.accept();
        SocketChannel daemon = SocketChannel.open(StandardProtocolFamily.UNIX);
        daemon.connect(UnixDomainSocketAddress.of(socket));
        open.add(client);
        open.add(daemon);
        Thread.ofPlatform().daemon().start(() -> copy(client, daemon, true));
        Thread.ofPlatform().daemon().start(() -> copy(daemon, client, false));
      } catch (IOException shut) {
        return;
      }
    }
  }

  private void copy(SocketChannel from, SocketChannel to, boolean requests) {
    ByteBuffer buffer = ByteBuffer.allocate(64 * 1024);
    boolean last = false;
    try {
      while (from.read(buffer) >= 0) {
        buffer.flip();
        String text = StandardCharsets.ISO_8859_1.decode(buffer.duplicate()).toString();
        last |= requests && lastRequest.filter(text::contains).isPresent();
        if (last) {
          // The answer goes nowhere, the request arrives.
          block();
        }
        while (buffer.hasRemaining() && (last || !blocked)) {
          to.write(buffer);
        }
        buffer.clear();
      }
      if (!blocked) {
        to.shutdownOutput();
      }
    } catch (IOException shut) {
      return;
    }
  }

  /** Lets nobody in any more who is not in, as a daemon that is about to end. */
  void refuse() {
    try {
      server.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void shut() {
    refuse();
    try {
      for (Channel channel : open) {
        channel.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    shut();
  }
}
