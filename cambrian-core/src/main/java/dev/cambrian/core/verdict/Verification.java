package dev.cambrian.core.verdict;

/** How a verification ended. */
public sealed interface Verification {
  /** There is a verdict. */
  record Judged(ViabilityReport report) implements Verification {}

  /**
   * There is none; this counts neither for nor against the artifact.
   *
   * @param reason one line: what failed and what mends it
   */
  record Aborted(FailureKind kind, String reason) implements Verification {}
}
