package dev.cambrian.rig;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;

/**
 * Makes lines to programs on a loopback: this machine's, or a sandbox's through a {@link Relay}.
 */
interface Dialer {
  /** The loopback of the network that the rig itself is in. */
  Dialer HERE = SocketLine::new;

  /** A line that is not connected yet; to be closed in any case. */
  Line line();

  /** One connection for one request and its answer. */
  interface Line extends Closeable {
    /**
     * Connects and sends the whole request.
     *
     * @throws java.net.ConnectException where nobody listens
     */
    void send(InetAddress host, int port, byte[] request, Duration timeout) throws IOException;

    /** What comes back, once the request is sent. */
    InputStream in() throws IOException;

    /** Makes what another thread waits for on this line fail soon. */
    void abort();
  }

  /** A socket of this process. */
  final class SocketLine implements Line {
    private final Socket socket = new Socket();

    private SocketLine() {}

    @Override
    public void send(InetAddress host, int port, byte[] request, Duration timeout)
        throws IOException {
      socket.setTcpNoDelay(true);
      socket.connect(
          new InetSocketAddress(host, port), Math.clamp(timeout.toMillis(), 1, Integer.MAX_VALUE));
      socket.getOutputStream().write(request);
    }

    @Override
    public InputStream in() throws IOException {
      return socket.getInputStream();
    }

    @Override
    public void abort() {
      try {
        socket.close();
      } catch (IOException gone) {
        // Then nobody can wait for it any more.
        return;
      }
    }

    @Override
    public void close() throws IOException {
      socket.close();
    }
  }
}
