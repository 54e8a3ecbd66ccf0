package dev.cambrian.rig;

import dev.cambrian.core.verdict.StageLog;
import java.time.Duration;
import java.util.function.Consumer;

/** Tells somebody how the output of a command ends while it runs; for one thread. */
final class Overhearing {
  /** Between two tellings, and before the first. */
  static final Duration PAUSE = Duration.ofSeconds(1);

  /** Bytes of each stream that are told. */
  static final int MOST = 8 * 1024;

  private Consumer<StageLog> listener = _ -> {};
  private long lookedNanos = System.nanoTime();
  private long told;

  void begin(Consumer<StageLog> whom) {
    listener = whom;
  }

  /** Tells where a pause is over and something came meanwhile. */
  void tell(OutputCapture stdout, OutputCapture stderr) {
    long now = System.nanoTime();
    if (now - lookedNanos < PAUSE.toNanos()) {
      return;
    }
    lookedNanos = now;
    long came = stdout.total() + stderr.total();
    if (came > told) {
      told = came;
      listener.accept(new StageLog(stdout.end(MOST), stderr.end(MOST)));
    }
  }
}
