package dev.cambrian.rig;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/**
 * This side of the pipes to a small program that connects for us in another network: {@code
 * relay.pl} where the system has Perl, else {@link RelayServer}. It knows nothing of HTTP and
 * passes bytes on.
 *
 * <p>Every frame begins with one letter; numbers are big-endian. To the program: {@code C}, family
 * (1 byte, 4 or 6), port (2), milliseconds for connecting and sending (4), milliseconds for trying
 * again where it is refused (4), length (4) and the request; {@code X}: hang up. From it: its
 * process id (8 bytes, once), then {@code O}: connected and sent; {@code R}: refused; {@code E},
 * length (2) and text: the connection is broken; {@code D}, length (4) and bytes; {@code F}: no
 * more bytes; {@code K}: hung up, the answer to each {@code X}. One line at a time.
 */
final class Relay implements Dialer {
  static final int MAX_FRAME = 64 * 1024;

  private final DataInputStream in;
  private final DataOutputStream out;
  private volatile boolean dead;

  Relay(DataInputStream in, DataOutputStream out) {
    this.in = in;
    this.out = out;
  }

  /** Whether the program has ended or talks nonsense; then no answer of its lines counts. */
  boolean dead() {
    return dead;
  }

  @Override
  public Line line() {
    return new RelayLine();
  }

  private final class RelayLine implements Line {
    private final InputStream data = new Data();
    private boolean hangingUp;
    private boolean hungUp;
    private boolean ended;
    private int left;
    private String complaint = "";

    @Override
    public void send(
        InetAddress host, int port, byte[] request, Duration patience, Duration timeout)
        throws IOException {
      int millis = Math.clamp(timeout.toMillis(), 1, Integer.MAX_VALUE);
      int patient = Math.clamp(patience.toMillis(), 0, Integer.MAX_VALUE);
      say(
          () -> {
            if (hangingUp) {
              throw new SocketException("closed");
            }
            out.writeByte('C');
            out.writeByte(host instanceof Inet6Address ? 6 : 4);
            out.writeShort(port);
            out.writeInt(millis);
            out.writeInt(patient);
            out.writeInt(request.length);
            out.write(request);
          });
      int kind = next();
      if (kind == 'R') {
        throw new ConnectException("connection refused");
      }
      if (kind != 'O') {
        throw broken("no answer to a call");
      }
    }

    @Override
    public InputStream in() {
      return data;
    }

    @Override
    public void abort() {
      try {
        hangUp();
      } catch (IOException gone) {
        // Then whoever waits for its frames has been told so already.
        return;
      }
    }

    @Override
    public void close() throws IOException {
      hangUp();
      while (!hungUp) {
        int _ = frame();
      }
    }

    private void hangUp() throws IOException {
      synchronized (out) {
        if (hangingUp) {
          return;
        }
        hangingUp = true;
        say(() -> out.writeByte('X'));
      }
    }

    /** The letter of the next frame that goes on with the line; its ends come as exceptions. */
    private int next() throws IOException {
      int kind = frame();
      if (kind == 'E') {
        throw new SocketException(complaint);
      }
      if (kind == 'K') {
        throw new SocketException("closed");
      }
      return kind;
    }

    private int frame() throws IOException {
      try {
        in.skipNBytes(left);
        left = 0;
        int kind = in.readUnsignedByte();
        switch (kind) {
          case 'O', 'R' -> {}
          case 'F' -> ended = true;
          case 'K' -> hungUp = true;
          case 'E' -> {
            byte[] text = new byte[in.readUnsignedShort()];
            in.readFully(text);
            complaint = new String(text, StandardCharsets.UTF_8);
          }
          case 'D' -> {
            left = in.readInt();
            if (left < 0 || left > MAX_FRAME) {
              throw new IOException("malformed frame");
            }
          }
          default -> throw new IOException("malformed frame");
        }
        return kind;
      } catch (IOException gone) {
        throw died(gone);
      }
    }

    private final class Data extends InputStream {
      @Override
      public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
      }

      @Override
      public int read(byte[] buffer, int offset, int length) throws IOException {
        if (length == 0) {
          return 0;
        }
        while (left == 0) {
          if (ended || next() == 'F') {
            return -1;
          }
        }
        try {
          int n = in.read(buffer, offset, Math.min(length, left));
          if (n < 0) {
            throw new IOException("the relay has ended");
          }
          left -= n;
          return n;
        } catch (IOException gone) {
          throw died(gone);
        }
      }
    }
  }

  private void say(Frame frame) throws IOException {
    synchronized (out) {
      try {
        frame.write();
        out.flush();
      } catch (SocketException endOfLine) {
        throw endOfLine;
      } catch (IOException gone) {
        throw died(gone);
      }
    }
  }

  private IOException broken(String what) {
    return died(new IOException(what));
  }

  private IOException died(IOException why) {
    dead = true;
    return why;
  }

  /** One frame to the program. */
  private interface Frame {
    void write() throws IOException;
  }
}
