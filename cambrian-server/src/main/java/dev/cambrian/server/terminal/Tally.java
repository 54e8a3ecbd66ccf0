package dev.cambrian.server.terminal;

import java.io.PrintStream;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * How much of something is done, redrawn in one line of a screen that can do that; nothing
 * elsewhere. Safe for use by several threads.
 */
public final class Tally implements AutoCloseable {
  private static final long FRAME_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

  private final PrintStream out;
  private final boolean live;
  private final String what;
  private final long total;
  private final LongSupplier nanos;
  private final AtomicLong done = new AtomicLong();
  private final AtomicLong next;

  /**
   * @param live whether lines can be redrawn
   * @param what is counted, such as {@code campaigns}
   */
  public Tally(PrintStream out, boolean live, String what, long total) {
    this(out, live, what, total, System::nanoTime);
  }

  Tally(PrintStream out, boolean live, String what, long total, LongSupplier nanos) {
    this.out = out;
    this.live = live;
    this.what = what;
    this.total = total;
    this.nanos = nanos;
    this.next = new AtomicLong(nanos.getAsLong() + FRAME_NANOS);
  }

  /** One more is done. */
  public void add() {
    long count = done.incrementAndGet();
    if (!live) {
      return;
    }
    long now = nanos.getAsLong();
    long due = next.get();
    if (now - due >= 0 && next.compareAndSet(due, now + FRAME_NANOS)) {
      draw("%s of %s %s".formatted(Format.count(count), Format.count(total), what));
    }
  }

  private synchronized void draw(String line) {
    out.print("\r\u001b[K" + line);
    out.flush();
  }

  /** Takes the line off the screen. */
  @Override
  public void close() {
    if (live) {
      draw("");
    }
  }
}
