package dev.cambrian.rig;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;

/**
 * The program at the other end of a {@link Relay}, for systems without Perl. It holds the sandbox's
 * network open until its standard input ends. It is no part of the artifact's process space and
 * reads nothing of it but what comes over a connection.
 */
final class RelayServer {
  private final DataInputStream in = new DataInputStream(new BufferedInputStream(System.in));
  private final DataOutputStream out = new DataOutputStream(new BufferedOutputStream(System.out));
  private Optional<Call> call = Optional.empty();

  private RelayServer() {}

  public static void main(String[] args) throws IOException, InterruptedException {
    new RelayServer().serve();
  }

  private void serve() throws IOException, InterruptedException {
    say(() -> out.writeLong(ProcessHandle.current().pid()));
    for (int kind = in.read(); kind >= 0; kind = in.read()) {
      hangUp();
      if (kind == 'X') {
        say(() -> out.writeByte('K'));
      } else {
        call = connect();
      }
    }
  }

  private Optional<Call> connect() throws IOException {
    boolean six = in.readByte() == 6;
    int port = in.readUnsignedShort();
    Duration timeout = Duration.ofMillis(in.readInt());
    Duration patience = Duration.ofMillis(in.readInt());
    byte[] request = new byte[in.readInt()];
    in.readFully(request);
    InetAddress host = HttpExchange.loopback(six ? "::1" : "127.0.0.1");
    Dialer.Line line = Dialer.HERE.line();
    Thread alarm = HttpExchange.abortAt(System.nanoTime() + timeout.toNanos(), line);
    try {
      line.send(host, port, request, patience, timeout);
      say(() -> out.writeByte('O'));
      Call made = new Call(line, Thread.ofPlatform().unstarted(() -> pass(line)));
      made.listener().start();
      return Optional.of(made);
    } catch (ConnectException refused) {
      say(() -> out.writeByte('R'));
    } catch (IOException broken) {
      complain(broken);
    } finally {
      alarm.interrupt();
    }
    line.abort();
    return Optional.empty();
  }

  private void hangUp() throws InterruptedException {
    if (call.isPresent()) {
      call.get().line().abort();
      call.get().listener().join();
      call = Optional.empty();
    }
  }

  /** Until its end, which a hang-up makes. */
  private void pass(Dialer.Line line) {
    try {
      InputStream answer = line.in();
      byte[] buffer = new byte[Relay.MAX_FRAME];
      for (int n = answer.read(buffer); n >= 0; n = answer.read(buffer)) {
        byte[] bytes = Arrays.copyOf(buffer, n);
        say(
            () -> {
              out.writeByte('D');
              out.writeInt(bytes.length);
              out.write(bytes);
            });
      }
      say(() -> out.writeByte('F'));
    } catch (IOException broken) {
      complain(broken);
    }
  }

  private void complain(IOException broken) {
    String reason = String.valueOf(broken.getMessage());
    byte[] text = Text.cut(reason, 200).getBytes(StandardCharsets.UTF_8);
    try {
      say(
          () -> {
            out.writeByte('E');
            out.writeShort(text.length);
            out.write(text);
          });
    } catch (IOException gone) {
      // The rig has ended, and so will this program at once.
      return;
    }
  }

  private void say(Frame frame) throws IOException {
    synchronized (out) {
      frame.write();
      out.flush();
    }
  }

  private record Call(Dialer.Line line, Thread listener) {}

  /** One frame to the rig. */
  private interface Frame {
    void write() throws IOException;
  }
}
