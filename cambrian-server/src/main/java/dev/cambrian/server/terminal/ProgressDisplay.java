package dev.cambrian.server.terminal;

import dev.cambrian.core.json.Json;
import dev.cambrian.core.pipeline.GrowthListener;
import dev.cambrian.core.pipeline.GrowthProgress;
import java.time.Duration;
import java.util.function.Consumer;
import tools.jackson.databind.node.ObjectNode;

/**
 * Shows how long work goes on until it is closed: a growth, many of them, or what else takes its
 * time. Safe for use by several threads.
 */
public interface ProgressDisplay extends GrowthListener, AutoCloseable {

  /**
   * Shows something beside the steps of generations.
   *
   * @param line for people; made safe
   * @param node the same for programs
   */
  void note(String line, ObjectNode node);

  /**
   * Shows a line that is for people; programs get it as it is.
   *
   * @param line made safe
   */
  default void note(String line) {
    note(line, Json.object().put("event", "note").put("line", line));
  }

  /**
   * Hears of the work as a whole. A screen that can be redrawn shows all of it, lines only what is
   * a {@link WorkProgress.Line}, objects that, every count and the steps of generations.
   */
  void work(WorkProgress progress);

  /**
   * Shows a step of a generation that is some time ago.
   *
   * @param age at least 0
   */
  default void past(GrowthProgress progress, Duration age) {
    on(progress);
  }

  /**
   * On the screen of this process's standard error where it can be redrawn, else in lines.
   *
   * @param json whether they are objects for programs, on a screen, too
   * @param lines takes each of them without its end, and shows it at once
   */
  static ProgressDisplay ofProcess(boolean json, Consumer<String> lines) {
    return json
        ? new JsonProgress(lines)
        : LiveProgress.ofProcess().orElseGet(() -> new PlainProgress(lines));
  }

  /** Shows what is still to be shown and takes the live part off the screen. */
  @Override
  void close();
}
