package dev.cambrian.rig;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * Sends a {@link Load} over connections that are kept, from so many threads that the pace holds
 * while answers take some 20 ms each. Every request has a time at which it is due, and its answer
 * is counted from then: one that has to wait because the others are late is late too, which a
 * client that sends as fast as it is answered would never see.
 */
final class LoadRun {
  private static final int LANES = 32;

  private final Load load;
  private final AtomicInteger next = new AtomicInteger();
  private final long[] took;

  /** For those that a thread waited for; -1 for the others. */
  private final long[] late;

  private final boolean[] right;
  private final boolean[] sent;
  private final long interval;
  private final long start = System.nanoTime();
  private final long counting;
  private final long cutOff;
  private volatile boolean over;

  private LoadRun(Load load) {
    this.load = load;
    this.took = new long[load.counted()];
    this.late = new long[load.counted()];
    this.right = new boolean[load.counted()];
    this.sent = new boolean[load.counted()];
    this.interval = 1_000_000_000L / load.pace();
    this.counting = start + load.warmUp() * interval;
    this.cutOff = counting + load.duration().plus(Load.GRACE).toNanos();
  }

  /** Returns within {@link Load#longest()}, whatever the program does. */
  static Load.Figures of(Load load) throws InterruptedException {
    return new LoadRun(load).run();
  }

  private Load.Figures run() throws InterruptedException {
    byte[] request =
        ("GET "
                + HttpExchange.target(load.target())
                + " HTTP/1.1\r\nHost: "
                + load.host()
                + ":"
                + load.port()
                + "\r\nUser-Agent: cambrian-rig\r\nAccept: */*\r\nAccept-Encoding: identity\r\n\r\n")
            .getBytes(StandardCharsets.US_ASCII);
    List<LoadLine> lines = new ArrayList<>();
    List<Thread> lanes = new ArrayList<>();
    for (int i = 0; i < LANES; i++) {
      LoadLine line = new LoadLine(load.host(), load.port(), request);
      lines.add(line);
      lanes.add(Aside.start(() -> drive(line)));
    }
    try {
      for (Thread lane : lanes) {
        long left = cutOff - System.nanoTime();
        boolean _ = left > 0 && lane.join(java.time.Duration.ofNanos(left));
      }
    } finally {
      over = true;
      lines.forEach(LoadLine::close);
    }
    for (Thread lane : lanes) {
      // Its line is closed, so there is nothing left that it could wait for.
      lane.join();
    }
    return figures();
  }

  private void drive(LoadLine line) {
    for (int tick = next.getAndIncrement();
        tick < load.warmUp() + load.counted();
        tick = next.getAndIncrement()) {
      long due = start + tick * interval;
      boolean waited = false;
      for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
        LockSupport.parkNanos(left);
        waited = true;
      }
      long lateness = waited ? System.nanoTime() - due : -1;
      if (over) {
        return;
      }
      boolean answered = line.exchange();
      int counted = tick - load.warmUp();
      if (counted >= 0) {
        took[counted] = System.nanoTime() - due;
        late[counted] = lateness;
        right[counted] = answered;
        sent[counted] = true;
      }
    }
  }

  private Load.Figures figures() {
    long rights = 0;
    long last = counting;
    int all = 0;
    long[] sorted = new long[took.length];
    for (int i = 0; i < took.length; i++) {
      if (sent[i]) {
        sorted[all] = took[i];
        all++;
        rights += right[i] ? 1 : 0;
        last = Math.max(last, counting + i * interval + took[i]);
      }
    }
    Arrays.sort(sorted, 0, all);
    return new Load.Figures(
        all,
        rights,
        last - counting,
        percentile(sorted, all, 50),
        percentile(sorted, all, 99),
        lateness());
  }

  private long lateness() {
    long[] sorted = new long[late.length];
    int all = 0;
    for (int i = 0; i < late.length; i++) {
      if (sent[i] && late[i] >= 0) {
        sorted[all] = late[i];
        all++;
      }
    }
    Arrays.sort(sorted, 0, all);
    return percentile(sorted, all, 99);
  }

  /** The nearest rank. */
  private static long percentile(long[] sorted, int all, int percent) {
    return all == 0 ? 0 : sorted[(int) ((long) all * percent + 99) / 100 - 1];
  }
}
