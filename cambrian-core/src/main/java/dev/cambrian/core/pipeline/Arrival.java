package dev.cambrian.core.pipeline;

import dev.cambrian.core.artifact.ArtifactReader;
import dev.cambrian.core.spec.Spec;
import java.util.Optional;
import java.util.UUID;

/**
 * An artifact that somebody else produced, checked and waiting to be taken in.
 *
 * @param generation that it wants to be, at least 1
 * @param parent who produced it, below {@code generation}; 0: a person or the core's pipeline
 * @param spec that it was grown from, and that it is judged by
 * @param artifact found sound against that spec
 * @param campaignId recorded with the generation
 * @param correlationId of what belongs together: the organism that produced it, or the request
 */
public record Arrival(
    int generation,
    int parent,
    Spec spec,
    ArtifactReader.Sound artifact,
    Optional<String> campaignId,
    UUID correlationId) {
  public Arrival {
    if (generation < 1) {
      throw new IllegalArgumentException("generations count from 1");
    }
    if (parent < 0 || parent >= generation) {
      throw new IllegalArgumentException("a parent is an earlier generation, or 0");
    }
  }
}
