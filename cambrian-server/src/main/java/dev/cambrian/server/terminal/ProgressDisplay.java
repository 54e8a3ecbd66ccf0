package dev.cambrian.server.terminal;

import dev.cambrian.core.pipeline.GrowthListener;

/** Shows how a growth goes on until it is closed; safe for use by several threads. */
public interface ProgressDisplay extends GrowthListener, AutoCloseable {

  /** Shows what is still to be shown and takes the live part off the screen. */
  @Override
  void close();
}
