package dev.cambrian.server.terminal;

import dev.cambrian.core.pipeline.GrowthProgress;
import java.io.PrintStream;
import java.util.function.Consumer;
import tools.jackson.databind.node.ObjectNode;

/** One line for each change, for a file or a pipe. */
public final class PlainProgress implements ProgressDisplay {

  private final Consumer<String> lines;

  public PlainProgress(PrintStream out) {
    this(printing(out));
  }

  /**
   * @param lines takes each of them without its end, and shows it at once
   */
  public PlainProgress(Consumer<String> lines) {
    this.lines = lines;
  }

  static Consumer<String> printing(PrintStream out) {
    return line -> {
      out.print(line + "\n");
      out.flush();
    };
  }

  @Override
  public void on(GrowthProgress progress) {
    PlainLines.of(progress).forEach(lines);
  }

  @Override
  public void note(String line, ObjectNode node) {
    lines.accept(SafeText.line(line));
  }

  @Override
  public void work(WorkProgress progress) {
    if (progress instanceof WorkProgress.Line(WorkProgress alone)) {
      switch (alone) {
        case WorkProgress.Counted it -> lines.accept(SafeText.line(Overview.count(it)));
        case WorkProgress.Busy it -> lines.accept(SafeText.line(it.what()));
        case WorkProgress.Begun it -> lines.accept(SafeText.line(it.title()));
        case WorkProgress.Step(GrowthProgress step) -> on(step);
        case WorkProgress.Line it -> work(it);
        case WorkProgress.Spent _, WorkProgress.Named _, WorkProgress.Ended _ -> {}
      }
    }
  }

  @Override
  public void close() {}
}
