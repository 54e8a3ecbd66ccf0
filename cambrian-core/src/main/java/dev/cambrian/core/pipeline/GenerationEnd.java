package dev.cambrian.core.pipeline;

import dev.cambrian.core.verdict.FailureKind;
import java.util.Optional;

/** How the run of one generation ended, before the growth decides about promotion. */
sealed interface GenerationEnd {
  int generation();

  /** The rig says viable; not closed yet. */
  record Viable(int generation, String artifactHash, long version) implements GenerationEnd {}

  /**
   * Rolled back.
   *
   * @param basis what a retry may build on
   */
  record Closed(int generation, FailureKind kind, String reason, Optional<FailedGeneration> basis)
      implements GenerationEnd {}
}
