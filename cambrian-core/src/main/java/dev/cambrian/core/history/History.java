package dev.cambrian.core.history;

import java.util.List;
import java.util.Optional;

/**
 * Events, blobs and what they say of the generations. Two implementations pass the same conformance
 * suite: SQLite for keeps and memory for experiments.
 */
public interface History extends EventStore, Blobs, AutoCloseable {
  /** The generation of that number. */
  Optional<GenerationRecord> generation(int generation);

  /**
   * Generations above {@code after}, ascending.
   *
   * @param outcome only those of this outcome, where present
   * @param limit at least 1
   */
  List<GenerationRecord> generations(int after, int limit, Optional<Outcome> outcome);

  /** The latest generations, highest number first. */
  List<GenerationRecord> latest(int limit);

  /** 0 where there is none. */
  int highestGeneration();

  @Override
  void close();
}
