package dev.cambrian.server.supervisor;

import java.util.UUID;

/** On whose behalf something is asked. */
public sealed interface Caller {
  /** Whoever runs the server, or holds its token. */
  record Operator() implements Caller {}

  /**
   * A running generation, known by its token.
   *
   * @param generation that runs, and so the parent of what it spawns; 0: hand-made
   */
  record Organism(UUID id, int generation) implements Caller {}
}
