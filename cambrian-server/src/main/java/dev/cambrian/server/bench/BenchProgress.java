package dev.cambrian.server.bench;

import dev.cambrian.server.terminal.Caps;
import dev.cambrian.server.terminal.LiveProgress;
import dev.cambrian.server.terminal.Pace;
import dev.cambrian.server.terminal.ProgressDisplay;
import dev.cambrian.server.terminal.WorkProgress;
import java.io.PrintWriter;
import java.util.Optional;

/** Which part is measured: redrawn in place on a screen that can do that, else a line for each. */
final class BenchProgress implements AutoCloseable {
  private static final String PART = "part";

  private final PrintWriter err;
  private final int total;
  private final Optional<ProgressDisplay> live = LiveProgress.ofProcess();
  private int begun;

  BenchProgress(PrintWriter err, int total) {
    this.err = err;
    this.total = total;
    live.ifPresent(it -> it.work(new WorkProgress.Begun("bench", Caps.NONE, Pace.UNKNOWN, true)));
  }

  void begin(Part part) {
    String what = "measuring " + part.id();
    live.ifPresentOrElse(
        it -> {
          it.work(new WorkProgress.Counted(begun, total, "parts", "", 1));
          it.work(new WorkProgress.Ended(PART));
          it.work(new WorkProgress.Busy(PART, what, Optional.empty()));
        },
        () -> {
          err.print(what + " ...\n");
          err.flush();
        });
    begun++;
  }

  @Override
  public void close() {
    live.ifPresent(ProgressDisplay::close);
  }
}
