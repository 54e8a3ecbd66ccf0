package dev.cambrian.server.terminal;

import dev.cambrian.core.pipeline.GrowthListener;
import tools.jackson.databind.node.ObjectNode;

/** Shows how a growth goes on until it is closed; safe for use by several threads. */
public interface ProgressDisplay extends GrowthListener, AutoCloseable {

  /**
   * Shows something beside the steps of generations.
   *
   * @param line for people; made safe
   * @param node the same for programs
   */
  void note(String line, ObjectNode node);

  /** Shows what is still to be shown and takes the live part off the screen. */
  @Override
  void close();
}
