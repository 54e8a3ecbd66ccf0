package dev.cambrian.core.pipeline;

/**
 * Hears how a growth goes on. Called by the threads that do the work, of several candidates at
 * once: implementations are thread-safe and return at once.
 */
@FunctionalInterface
public interface GrowthListener {
  GrowthListener NONE = progress -> {};

  void on(GrowthProgress progress);
}
