package dev.cambrian.core.verdict;

import dev.cambrian.core.spec.Spec;
import java.nio.file.Path;

/**
 * What to judge.
 *
 * @param runId of this verification, unique; names its scratch directories
 * @param artifact the sealed directory; the verifier works on a copy and never writes here
 * @param artifactHash that the directory must have
 * @param spec the trusted spec, never the artifact's copy
 * @param baseline what it is measured against for information
 * @param measures what it is measured by besides, for information too
 */
public record VerificationRequest(
    String runId,
    int generation,
    Path artifact,
    String artifactHash,
    Spec spec,
    Baseline baseline,
    Measures measures) {
  /** Measured against nothing but its own spec. */
  public VerificationRequest(
      String runId, int generation, Path artifact, String artifactHash, Spec spec) {
    this(runId, generation, artifact, artifactHash, spec, Baseline.NONE);
  }

  /** Measured against a baseline alone. */
  public VerificationRequest(
      String runId,
      int generation,
      Path artifact,
      String artifactHash,
      Spec spec,
      Baseline baseline) {
    this(runId, generation, artifact, artifactHash, spec, baseline, Measures.NONE);
  }

  public VerificationRequest withBaseline(Baseline battery) {
    return new VerificationRequest(
        runId, generation, artifact, artifactHash, spec, battery, measures);
  }

  public VerificationRequest withMeasures(Measures others) {
    return new VerificationRequest(
        runId, generation, artifact, artifactHash, spec, baseline, others);
  }
}
