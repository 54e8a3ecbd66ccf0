package dev.cambrian.server.selfcheck;

import dev.cambrian.server.terminal.Caps;
import dev.cambrian.server.terminal.Pace;
import dev.cambrian.server.terminal.PlainProgress;
import dev.cambrian.server.terminal.ProgressDisplay;
import dev.cambrian.server.terminal.Screen;
import dev.cambrian.server.terminal.WorkProgress;
import java.util.function.Consumer;

/** Tells each result as it comes, and how many are left. */
final class SelfcheckProgress implements Consumer<Result>, AutoCloseable {
  private final int total;
  private final int atOnce;
  private final ProgressDisplay display;
  private int done;

  private SelfcheckProgress(ProgressDisplay display, int total, int atOnce) {
    this.display = display;
    this.total = total;
    this.atOnce = atOnce;
    display.work(new WorkProgress.Begun("selfcheck", Caps.NONE, Pace.UNKNOWN, true));
    count();
  }

  /**
   * For people.
   *
   * @param out takes the lines; that they go to the screen where the rest is redrawn, or nothing is
   */
  static SelfcheckProgress lines(Consumer<String> out, int total, int atOnce) {
    // Lines that go elsewhere may come to the same screen by another way.
    return new SelfcheckProgress(
        Screen.of(1, System.getenv()).live()
            ? ProgressDisplay.ofProcess(false, out)
            : new PlainProgress(out),
        total,
        atOnce);
  }

  /**
   * For programs.
   *
   * @param err takes an object a line
   */
  static SelfcheckProgress objects(Consumer<String> err, int total, int atOnce) {
    return new SelfcheckProgress(ProgressDisplay.ofProcess(true, err), total, atOnce);
  }

  private void count() {
    display.work(new WorkProgress.Counted(done, total, "fixtures", "", atOnce));
  }

  @Override
  public void accept(Result result) {
    done++;
    display.note(
        SelfcheckReport.line(result), SelfcheckReport.node(result).put("event", "fixture"));
    count();
  }

  @Override
  public void close() {
    display.close();
  }
}
