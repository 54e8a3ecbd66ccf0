package dev.cambrian.server.terminal;

import dev.cambrian.core.pipeline.GrowthListener;
import dev.cambrian.core.pipeline.GrowthProgress;
import java.time.Duration;
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

  /** Hears of the work as a whole. Only a screen that can be redrawn shows it. */
  default void work(WorkProgress progress) {}

  /**
   * Shows a step of a generation that is some time ago.
   *
   * @param age at least 0
   */
  default void past(GrowthProgress progress, Duration age) {
    on(progress);
  }

  /** Shows what is still to be shown and takes the live part off the screen. */
  @Override
  void close();
}
