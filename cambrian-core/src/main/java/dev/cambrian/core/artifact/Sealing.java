package dev.cambrian.core.artifact;

import dev.cambrian.core.llm.TokenUsage;
import dev.cambrian.core.spec.Spec;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What an artifact is sealed with beside its files.
 *
 * @param generation at least 0
 * @param parentGeneration that produced it; 0: the core's pipeline
 * @param producerModel the model that really answered
 * @param usage of all its exchanges; {@link TokenUsage#NONE} where it is not known
 * @param createdAt kept to the millisecond
 */
public record Sealing(
    Spec spec,
    int generation,
    int parentGeneration,
    String producerModel,
    TokenUsage usage,
    Instant createdAt,
    Optional<List<String>> specLineage,
    Optional<String> campaignId) {
  public Sealing {
    specLineage = specLineage.map(List::copyOf);
  }

  public static Sealing of(
      Spec spec,
      int generation,
      int parentGeneration,
      String producerModel,
      TokenUsage usage,
      Instant createdAt) {
    return new Sealing(
        spec,
        generation,
        parentGeneration,
        producerModel,
        usage,
        createdAt,
        Optional.empty(),
        Optional.empty());
  }
}
