package dev.cambrian.server.organism;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * The other direction of the door. The organism's side of the socket's directory is read-only, so
 * it is the keeper that connects, ahead of time: its connections wait until something is to be
 * asked. A question is one line: {@code ORGANISM} joins the connection to the organism's port 8401;
 * {@code COPY FILES BYTES PATH} has a directory of its workspace read out, see {@link
 * WorkspaceReader}.
 *
 * <p>What comes over it is as trustworthy as the organism.
 */
final class BackLine implements AutoCloseable {
  static final String NAME = "organism.sock";

  /** The keeper holds two. */
  private static final int MOST_WAITING = 8;

  private final ServerSocketChannel server;
  private final Path socket;
  private final LinkedBlockingQueue<SocketChannel> waiting =
      new LinkedBlockingQueue<>(MOST_WAITING);

  private BackLine(ServerSocketChannel server, Path socket) {
    this.server = server;
    this.socket = socket;
  }

  /** Listens; a socket of an earlier Supervisor is replaced. */
  static BackLine open(Path socket) throws IOException {
    Files.deleteIfExists(socket);
    ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    try {
      server.bind(UnixDomainSocketAddress.of(socket));
    } catch (IOException e) {
      server.close();
      throw e;
    }
    BackLine line = new BackLine(server, socket);
    Thread.ofPlatform().daemon().name("cambrian-back-line").start(line::accept);
    return line;
  }

  private void accept() {
    while (server.isOpen()) {
      try {
        SocketChannel channel = server.accept();
        while (!waiting.offer(channel)) {
          // The oldest may be of a keeper that is gone.
          Optional.ofNullable(waiting.poll()).ifPresent(BackLine::hangUp);
        }
      } catch (IOException closed) {
        return;
      }
    }
  }

  /** What is made of the answer to a question. */
  interface Listener<T> {
    T hear(SocketChannel channel) throws IOException;
  }

  /**
   * Asks.
   *
   * @param line the question, in ASCII
   * @param patience for a connection and for the whole answer, each
   * @throws IOException where nobody answers, not in time, or badly
   */
  <T> T ask(String line, Duration patience, Listener<T> listener)
      throws IOException, InterruptedException {
    byte[] question = (line + "\n").getBytes(StandardCharsets.US_ASCII);
    long deadline = System.nanoTime() + patience.toNanos();
    while (true) {
      SocketChannel channel = waiting.poll(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
      if (channel == null) {
        throw new IOException("its keeper does not answer");
      }
      try (channel) {
        if (written(channel, question)) {
          return heard(channel, patience, listener);
        }
      }
    }
  }

  /** False where the keeper has gone and another connection may be as good. */
  private static boolean written(SocketChannel channel, byte[] question) {
    try {
      ByteBuffer bytes = ByteBuffer.wrap(question);
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      return true;
    } catch (IOException gone) {
      return false;
    }
  }

  private static <T> T heard(SocketChannel channel, Duration patience, Listener<T> listener)
      throws IOException {
    Thread alarm =
        Thread.ofVirtual()
            .start(
                () -> {
                  try {
                    Thread.sleep(patience);
                    hangUp(channel);
                  } catch (InterruptedException answered) {
                    return;
                  }
                });
    try {
      return listener.hear(channel);
    } finally {
      alarm.interrupt();
    }
  }

  private static void hangUp(SocketChannel channel) {
    try {
      channel.close();
    } catch (IOException closed) {
      return;
    }
  }

  @Override
  public void close() throws IOException {
    server.close();
    waiting.forEach(BackLine::hangUp);
    Files.deleteIfExists(socket);
  }
}
