package dev.cambrian.core.verdict;

import dev.cambrian.core.verdict.FailureKind.FailureClass;

/** How a verification ended. */
public sealed interface Verification {
  /** There is a verdict. */
  record Judged(ViabilityReport report) implements Verification {}

  /**
   * There is none; this counts neither for nor against the artifact.
   *
   * @param kind of the class infrastructure
   * @param reason one line: what failed and what mends it
   */
  record Aborted(FailureKind kind, String reason) implements Verification {
    public Aborted {
      if (kind.failureClass() != FailureClass.INFRASTRUCTURE) {
        throw new IllegalArgumentException("%s needs a verdict".formatted(kind.id()));
      }
    }
  }
}
