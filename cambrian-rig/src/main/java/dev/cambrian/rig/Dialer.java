package dev.cambrian.rig;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.ConnectException;
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
     * @param patience how long to try again, every few milliseconds, where nobody listens
     * @param timeout for connecting once and sending
     * @throws java.net.ConnectException where nobody listens
     */
    void send(InetAddress host, int port, byte[] request, Duration patience, Duration timeout)
        throws IOException;

    /** What comes back, once the request is sent. */
    InputStream in() throws IOException;

    /** Makes what another thread waits for on this line fail soon. */
    void abort();
  }

  /** A socket of this process. */
  final class SocketLine implements Line {
    private static final long PAUSE_MILLIS = 4;

    private volatile Socket socket = new Socket();
    private volatile boolean aborted;

    private SocketLine() {}

    @Override
    public void send(
        InetAddress host, int port, byte[] request, Duration patience, Duration timeout)
        throws IOException {
      long giveUp = System.nanoTime() + patience.toNanos();
      InetSocketAddress address = new InetSocketAddress(host, port);
      while (!connects(address, timeout, giveUp)) {
        pause();
        // A socket that was refused is closed for good.
        socket = new Socket();
        if (aborted) {
          socket.close();
        }
      }
      socket.getOutputStream().write(request);
    }

    /** False where it was refused and there is time for another try. */
    private boolean connects(InetSocketAddress address, Duration timeout, long giveUp)
        throws IOException {
      try {
        socket.setTcpNoDelay(true);
        socket.connect(address, Math.clamp(timeout.toMillis(), 1, Integer.MAX_VALUE));
        return true;
      } catch (ConnectException refused) {
        if (System.nanoTime() >= giveUp) {
          throw refused;
        }
        return false;
      }
    }

    private static void pause() throws InterruptedIOException {
      try {
        Thread.sleep(PAUSE_MILLIS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new InterruptedIOException("interrupted");
      }
    }

    @Override
    public InputStream in() throws IOException {
      return socket.getInputStream();
    }

    @Override
    public void abort() {
      aborted = true;
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
