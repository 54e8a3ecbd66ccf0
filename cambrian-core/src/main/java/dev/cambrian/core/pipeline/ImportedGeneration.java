package dev.cambrian.core.pipeline;

import dev.cambrian.core.artifact.ArtifactReader;
import dev.cambrian.core.history.Outcome;
import dev.cambrian.core.spec.Spec;
import dev.cambrian.core.verdict.ViabilityReport;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * A generation that another system grew, judged and closed.
 *
 * @param generation its number here, at least 1
 * @param parent its parent's number here, below {@code generation}; 0: none that is known
 * @param artifact found sound against {@code spec}; empty where it left no code
 * @param verdict of the rig that judged it there
 * @param outcome any but {@link Outcome#IN_PROGRESS}
 * @param model that was asked
 * @param reason why it was not promoted, where the verdict does not tell
 * @param correlationId which no other generation has and each import of it has again: it tells
 *     whether it was imported before
 */
public record ImportedGeneration(
    int generation,
    int parent,
    Spec spec,
    Optional<ArtifactReader.Sound> artifact,
    Optional<Verdict> verdict,
    Outcome outcome,
    String model,
    Optional<String> campaignId,
    Optional<Instant> created,
    Optional<Instant> completed,
    Optional<String> reason,
    UUID correlationId) {
  public ImportedGeneration {
    if (outcome == Outcome.IN_PROGRESS) {
      throw new IllegalArgumentException("a generation in progress cannot be imported");
    }
    if (outcome == Outcome.PROMOTED && !verdict.map(Verdict::viable).orElse(false)) {
      throw new IllegalArgumentException("only a viable generation can have been promoted");
    }
    if (outcome == Outcome.TESTED && verdict.isEmpty()) {
      throw new IllegalArgumentException("a generation that was tested has a verdict");
    }
    if (artifact.isEmpty() && (outcome == Outcome.PROMOTED || outcome == Outcome.TESTED)) {
      throw new IllegalArgumentException("a generation that lives has code");
    }
  }

  /**
   * What the rig found there.
   *
   * @param bytes the report as it is stored, which {@code report} was read from; not to be changed
   */
  @SuppressWarnings("ArrayRecordComponent")
  public record Verdict(ViabilityReport report, byte[] bytes) {
    public boolean viable() {
      return report.viable();
    }
  }
}
