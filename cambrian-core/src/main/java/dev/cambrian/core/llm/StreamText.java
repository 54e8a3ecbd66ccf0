package dev.cambrian.core.llm;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.StandardCharsets;
import okio.Buffer;
import okio.BufferedSource;
import okio.ForwardingSource;
import okio.Source;

/**
 * The bytes of an event stream, fit for the reader of events. That one puts a replacement character
 * in the place of a broken byte, which would then stand in an artifact: here such a byte breaks the
 * stream. And it never returns from a stream whose last byte is a carriage return, as where a
 * stream is cut within CR LF: here the line feed follows, which makes no other line of it.
 */
final class StreamText extends ForwardingSource {
  private final CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
  private final ByteBuffer bytes = ByteBuffer.allocate(8 * 1024);
  private final CharBuffer chars = CharBuffer.allocate(8 * 1024);
  private boolean afterReturn;
  private boolean broken;

  StreamText(Source source) {
    super(source);
  }

  @Override
  public long read(Buffer sink, long byteCount) throws IOException {
    Buffer raw = new Buffer();
    long n = broken ? 0 : super.read(raw, Math.min(byteCount, bytes.remaining()));
    if (n < 0 && afterReturn) {
      afterReturn = false;
      sink.writeByte('\n');
      return 1;
    }
    long sound = n <= 0 ? n : sound(raw.peek(), n);
    if (sound == 0 && broken) {
      throw new IOException("a byte that is not UTF-8");
    }
    if (sound > 0) {
      afterReturn = raw.getByte(sound - 1) == '\r';
      sink.write(raw, sound);
    }
    return sound;
  }

  /** How many of the bytes come before a broken one; a character may wait for its rest. */
  private long sound(BufferedSource raw, long n) throws IOException {
    int before = bytes.position();
    while (!raw.exhausted()) {
      raw.read(bytes);
    }
    broken = decoder.decode(bytes.flip(), chars.clear(), false).isError();
    long sound = broken ? Math.max(0, bytes.position() - before) : n;
    bytes.compact();
    return sound;
  }
}
