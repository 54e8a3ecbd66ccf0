package dev.cambrian.server.bench;

import dev.cambrian.server.terminal.Caps;
import dev.cambrian.server.terminal.Pace;
import dev.cambrian.server.terminal.ProgressDisplay;
import dev.cambrian.server.terminal.WorkProgress;
import java.io.PrintWriter;
import java.util.Optional;

/** Which part is measured, and how many of how many were. */
final class BenchProgress implements AutoCloseable {
  private static final String PART = "part";

  private final int total;
  private final ProgressDisplay display;
  private int begun;

  /**
   * @param json whether objects are told, not lines
   */
  BenchProgress(PrintWriter err, boolean json, int total) {
    this.total = total;
    this.display =
        ProgressDisplay.ofProcess(
            json,
            line -> {
              err.print(line + "\n");
              err.flush();
            });
    display.work(new WorkProgress.Begun("bench", Caps.NONE, Pace.UNKNOWN, true));
  }

  void begin(Part part) {
    count();
    display.work(new WorkProgress.Ended(PART));
    display.work(
        new WorkProgress.Line(
            new WorkProgress.Busy(
                PART, "measuring %s ...".formatted(part.id()), Optional.empty())));
    begun++;
  }

  /** The last part is measured. */
  void end() {
    display.work(new WorkProgress.Ended(PART));
    count();
  }

  private void count() {
    display.work(new WorkProgress.Counted(begun, total, "parts", "", 1));
  }

  @Override
  public void close() {
    display.close();
  }
}
