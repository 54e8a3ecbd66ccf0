package dev.cambrian.server.terminal;

import dev.cambrian.core.pipeline.GrowthProgress;
import java.io.PrintStream;
import tools.jackson.databind.node.ObjectNode;

/** One line for each change, for a file or a pipe. */
public final class PlainProgress implements ProgressDisplay {

  private final PrintStream out;

  public PlainProgress(PrintStream out) {
    this.out = out;
  }

  @Override
  public void on(GrowthProgress progress) {
    PlainLines.of(progress).forEach(line -> out.print(line + "\n"));
    out.flush();
  }

  @Override
  public void note(String line, ObjectNode node) {
    out.print(SafeText.line(line) + "\n");
    out.flush();
  }

  @Override
  public void close() {
    out.flush();
  }
}
