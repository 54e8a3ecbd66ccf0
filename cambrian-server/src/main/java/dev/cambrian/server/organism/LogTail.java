package dev.cambrian.server.organism;

import java.util.Arrays;

/** The last bytes of an output; it never holds more, whatever comes. Safe for several threads. */
final class LogTail {
  static final int MOST_BYTES = 1 << 20;

  private final byte[] ring;
  private long written;

  LogTail() {
    this(MOST_BYTES);
  }

  LogTail(int bytes) {
    this.ring = new byte[bytes];
  }

  synchronized void add(byte[] bytes, int length) {
    int from = Math.max(0, length - ring.length);
    for (int i = from; i < length; ) {
      int at = (int) ((written + i) % ring.length);
      int count = Math.min(length - i, ring.length - at);
      System.arraycopy(bytes, i, ring, at, count);
      i += count;
    }
    written += length;
  }

  synchronized byte[] bytes() {
    int length = (int) Math.min(written, ring.length);
    byte[] bytes = new byte[length];
    int first = (int) ((written - length) % ring.length);
    int count = Math.min(length, ring.length - first);
    System.arraycopy(ring, first, bytes, 0, count);
    System.arraycopy(ring, 0, bytes, count, length - count);
    return bytes;
  }

  /** The last lines of a text, the last one whether it has an end or not. */
  static byte[] lines(byte[] text, int lines) {
    int left = lines;
    int at = text.length;
    while (at > 0 && (text[at - 1] != '\n' || at == text.length || --left > 0)) {
      at--;
    }
    return Arrays.copyOfRange(text, at, text.length);
  }
}
