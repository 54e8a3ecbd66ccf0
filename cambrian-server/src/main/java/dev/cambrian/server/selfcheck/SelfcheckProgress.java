package dev.cambrian.server.selfcheck;

import dev.cambrian.core.json.Json;
import dev.cambrian.server.terminal.Caps;
import dev.cambrian.server.terminal.LiveProgress;
import dev.cambrian.server.terminal.Pace;
import dev.cambrian.server.terminal.ProgressDisplay;
import dev.cambrian.server.terminal.Screen;
import dev.cambrian.server.terminal.WorkProgress;
import java.util.Optional;
import java.util.function.Consumer;

/** Tells each result as it comes, and on a screen that can be redrawn how many are left. */
final class SelfcheckProgress implements Consumer<Result>, AutoCloseable {
  private final Consumer<String> lines;
  private final boolean json;
  private final int total;
  private final int atOnce;
  private final Optional<ProgressDisplay> live;
  private int done;

  /**
   * @param lines takes those for people
   */
  SelfcheckProgress(Consumer<String> lines, boolean json, int total, int atOnce) {
    this.lines = lines;
    this.json = json;
    this.total = total;
    this.atOnce = atOnce;
    // Lines that go elsewhere may come to the same screen by another way.
    this.live =
        json || Screen.of(1, System.getenv()).live() ? LiveProgress.ofProcess() : Optional.empty();
    live.ifPresent(
        it -> it.work(new WorkProgress.Begun("selfcheck", Caps.NONE, Pace.UNKNOWN, true)));
    count();
  }

  private void count() {
    live.ifPresent(it -> it.work(new WorkProgress.Counted(done, total, "fixtures", "", atOnce)));
  }

  @Override
  public void accept(Result result) {
    done++;
    if (!json) {
      String line = SelfcheckReport.line(result);
      live.ifPresentOrElse(it -> it.note(line, Json.object()), () -> lines.accept(line));
    }
    count();
  }

  @Override
  public void close() {
    live.ifPresent(ProgressDisplay::close);
  }
}
