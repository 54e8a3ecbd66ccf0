package dev.cambrian.server.selfcheck;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Listeners on this machine, outside of every sandbox, on its loopback and on each other IPv4
 * address that it has, such as that of Docker's bridge: for TCP and UDP at the same port. Nothing
 * that a fixture does may reach them.
 */
final class HostListeners implements AutoCloseable {
  private final List<ServerSocket> streams = new ArrayList<>();
  private final List<DatagramSocket> datagrams = new ArrayList<>();
  private final AtomicLong connections = new AtomicLong();
  private final AtomicLong bytes = new AtomicLong();

  private HostListeners() {}

  /** Begins to listen; an address that cannot be listened on is left out. */
  static HostListeners open() throws IOException {
    HostListeners listeners = new HostListeners();
    for (InetAddress address : addresses()) {
      listeners.listen(address);
    }
    return listeners;
  }

  private static List<InetAddress> addresses() throws SocketException {
    Stream<InetAddress> own =
        NetworkInterface.networkInterfaces()
            .flatMap(NetworkInterface::inetAddresses)
            .filter(it -> it instanceof Inet4Address && !it.isLoopbackAddress());
    return Stream.concat(Stream.of(InetAddress.ofLiteral("127.0.0.1")), own).distinct().toList();
  }

  private void listen(InetAddress address) {
    try {
      ServerSocket stream = new ServerSocket(0, 50, address);
      streams.add(stream);
      Thread.ofVirtual().start(() -> accept(stream));
      DatagramSocket datagram =
          new DatagramSocket(new InetSocketAddress(address, stream.getLocalPort()));
      datagrams.add(datagram);
      Thread.ofVirtual().start(() -> receive(datagram));
    } catch (IOException notThere) {
      // An interface may come and go; the loopback is what is always there.
      return;
    }
  }

  private void accept(ServerSocket server) {
    while (!server.isClosed()) {
      try (Socket socket = server.accept()) {
        connections.incrementAndGet();
        socket.setSoTimeout(1000);
        bytes.addAndGet(socket.getInputStream().readNBytes(1024).length);
      } catch (IOException reset) {
        if (server.isClosed()) {
          return;
        }
      }
    }
  }

  private void receive(DatagramSocket socket) {
    DatagramPacket packet = new DatagramPacket(new byte[1024], 1024);
    while (!socket.isClosed()) {
      try {
        socket.receive(packet);
        connections.incrementAndGet();
        bytes.addAndGet(packet.getLength());
      } catch (IOException broken) {
        if (socket.isClosed()) {
          return;
        }
      }
    }
  }

  /** As {@code ADDRESS:PORT}, with commas. */
  String targets() {
    return streams.stream()
        .map(it -> it.getInetAddress().getHostAddress() + ":" + it.getLocalPort())
        .collect(Collectors.joining(","));
  }

  /** Connections and datagrams that came. */
  long connections() {
    return connections.get();
  }

  /** Bytes that came with them. */
  long bytes() {
    return bytes.get();
  }

  @Override
  public void close() throws IOException {
    for (ServerSocket stream : streams) {
      stream.close();
    }
    datagrams.forEach(DatagramSocket::close);
  }
}
