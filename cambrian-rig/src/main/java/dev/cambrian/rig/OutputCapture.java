package dev.cambrian.rig;

import dev.cambrian.core.verdict.StageLog;
import dev.cambrian.core.verdict.ViabilityReport.Diagnostics;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Drains one stream to its end whatever comes, in bounded memory: the first MiB, and the last 64
 * KiB of which the last 100 lines are shown.
 */
final class OutputCapture {
  static final int HEAD = 1 << 20;
  static final int TAIL_LINES = 100;
  private static final int RING = Diagnostics.MAX_TAIL;

  private final long limit;
  private final Runnable onLimit;
  private final ByteArrayOutputStream head = new ByteArrayOutputStream();
  private final byte[] ring = new byte[RING];
  private long total;
  private boolean overLimit;

  OutputCapture(long limit, Runnable onLimit) {
    this.limit = limit;
    this.onLimit = onLimit;
  }

  /** Starts draining on a thread of its own, which ends with the stream. */
  static Thread drain(InputStream stream, OutputCapture into) {
    return Thread.ofPlatform()
        .daemon()
        .name("cambrian-rig-drain")
        .start(() -> into.readAll(stream));
  }

  private void readAll(InputStream stream) {
    byte[] buffer = new byte[16 * 1024];
    try (stream) {
      for (int n = stream.read(buffer); n >= 0; n = stream.read(buffer)) {
        add(buffer, n);
      }
    } catch (IOException endOfStream) {
      // The pipe of a killed process ends like this; what came before it is kept.
      return;
    }
  }

  synchronized void add(byte[] bytes, int length) {
    if (overLimit) {
      return;
    }
    int room = HEAD - head.size();
    if (room > 0) {
      head.write(bytes, 0, Math.min(room, length));
    }
    for (int i = Math.max(0, length - RING); i < length; i++) {
      ring[(int) ((total + i) % RING)] = bytes[i];
    }
    total += length;
    if (total > limit) {
      overLimit = true;
      onLimit.run();
    }
  }

  synchronized boolean overLimit() {
    return overLimit;
  }

  synchronized CommandResult.Output output() {
    byte[] last = last();
    return new CommandResult.Output(
        head.toString(StandardCharsets.UTF_8),
        Text.tail(new String(last, StandardCharsets.UTF_8), TAIL_LINES, Diagnostics.MAX_TAIL),
        end(last));
  }

  /** The end of what came until now. */
  synchronized StageLog.Output end() {
    return end(last());
  }

  /** The same of at most so many bytes. */
  synchronized StageLog.Output end(int most) {
    byte[] last = last();
    return end(Arrays.copyOfRange(last, Math.max(0, last.length - most), last.length));
  }

  /** How many bytes came until now. */
  synchronized long total() {
    return total;
  }

  private StageLog.Output end(byte[] last) {
    return StageLog.Output.of(last, total - last.length);
  }

  private byte[] last() {
    int kept = (int) Math.min(total, RING);
    byte[] last = new byte[kept];
    for (int i = 0; i < kept; i++) {
      last[i] = ring[(int) ((total - kept + i) % RING)];
    }
    return last;
  }
}
