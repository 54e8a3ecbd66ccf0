package dev.cambrian.core.pipeline;

import java.util.UUID;

/**
 * Hears how a growth goes on. Called by the threads that do the work, of several candidates at
 * once: implementations are thread-safe and return at once.
 */
@FunctionalInterface
public interface GrowthListener {
  GrowthListener NONE = progress -> {};

  void on(GrowthProgress progress);

  /**
   * An earlier growth, whose process died, could not be closed for {@code reason}, one line. The
   * next start tries again.
   */
  default void unsettled(UUID growth, String reason) {}
}
