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
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** A way to the daemon that can be shut, as if the daemon had ended. */
final class DaemonGate implements AutoCloseable {
  private final ServerSocketChannel server;
  private final Path socket;
  private final Set<Channel> open = ConcurrentHashMap.newKeySet();

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

  String address() {
    return "tcp://127.0.0.1:" + server.socket().getLocalPort();
  }

  private void accept() {
    while (server.isOpen()) {
      try {
        SocketChannel client = server.accept();
        SocketChannel daemon = SocketChannel.open(StandardProtocolFamily.UNIX);
        daemon.connect(UnixDomainSocketAddress.of(socket));
        open.add(client);
        open.add(daemon);
        Thread.ofPlatform().daemon().start(() -> copy(client, daemon));
        Thread.ofPlatform().daemon().start(() -> copy(daemon, client));
      } catch (IOException shut) {
        return;
      }
    }
  }

  private static void copy(SocketChannel from, SocketChannel to) {
    ByteBuffer buffer = ByteBuffer.allocate(64 * 1024);
    try {
      while (from.read(buffer) >= 0) {
        buffer.flip();
        while (buffer.hasRemaining()) {
          to.write(buffer);
        }
        buffer.clear();
      }
      to.shutdownOutput();
    } catch (IOException shut) {
      return;
    }
  }

  void shut() {
    try {
      server.close();
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
