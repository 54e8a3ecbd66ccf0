package dev.cambrian.rig;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.Optional;

/** One connection of a {@link LoadRun}, made anew where the program does not keep it. */
final class LoadLine {
  private static final int PATIENCE_MILLIS = 2_000;

  private final String host;
  private final int port;
  private final byte[] request;
  private Optional<Connected> current = Optional.empty();
  private boolean closed;

  private record Connected(Socket socket, InputStream in) {}

  LoadLine(String host, int port, byte[] request) {
    this.host = host;
    this.port = port;
    this.request = request;
  }

  /** Whether the program answered with 2xx; never throws for anything that it does. */
  boolean exchange() {
    try {
      Optional<Connected> kept = kept();
      Optional<HttpAnswer> answer = kept.isPresent() ? tried(kept.get()) : Optional.empty();
      // A kept connection may have been closed just now, which is no error of anybody.
      HttpAnswer given = answer.isPresent() ? answer.get() : asked(connect());
      if (!given.kept()) {
        drop();
      }
      return given.status() / 100 == 2 && !given.cut();
    } catch (IOException broken) {
      drop();
      return false;
    }
  }

  /** Empty where the connection ended before the first byte of an answer. */
  private Optional<HttpAnswer> tried(Connected connected) throws IOException {
    try {
      connected.socket().getOutputStream().write(request);
      connected.in().mark(1);
      if (connected.in().read() < 0) {
        drop();
        return Optional.empty();
      }
      connected.in().reset();
    } catch (java.net.SocketTimeoutException late) {
      throw late;
    } catch (IOException gone) {
      drop();
      return Optional.empty();
    }
    return Optional.of(HttpAnswer.read(connected.in(), "GET"));
  }

  private HttpAnswer asked(Connected connected) throws IOException {
    connected.socket().getOutputStream().write(request);
    return HttpAnswer.read(connected.in(), "GET");
  }

  private Connected connect() throws IOException {
    Socket socket = open();
    socket.setTcpNoDelay(true);
    socket.setSoTimeout(PATIENCE_MILLIS);
    socket.connect(new InetSocketAddress(HttpExchange.loopback(host), port), PATIENCE_MILLIS);
    Connected connected = new Connected(socket, new BufferedInputStream(socket.getInputStream()));
    return keep(connected);
  }

  /** Known from its beginning, so that closing the line ends whatever it waits for. */
  private synchronized Socket open() throws IOException {
    if (closed) {
      throw new IOException("the line is closed");
    }
    Socket socket = new Socket();
    current = Optional.of(new Connected(socket, InputStream.nullInputStream()));
    return socket;
  }

  private synchronized Connected keep(Connected connected) throws IOException {
    if (closed) {
      connected.socket().close();
      throw new IOException("the line is closed");
    }
    current = Optional.of(connected);
    return connected;
  }

  private synchronized Optional<Connected> kept() {
    return current;
  }

  private synchronized void drop() {
    current.ifPresent(
        it -> {
          try {
            it.socket().close();
          } catch (IOException gone) {
            // Then it is closed.
            return;
          }
        });
    current = Optional.empty();
  }

  /** Ends what another thread waits for on this line, and keeps it from beginning anew. */
  synchronized void close() {
    closed = true;
    drop();
  }
}
