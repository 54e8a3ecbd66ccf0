package dev.cambrian.core.verdict;

import dev.cambrian.core.verdict.FailureKind.FailureClass;
import java.util.function.Function;

/** How a verification ended. */
public sealed interface Verification {
  /** What is made of the one or the other. */
  <T> T fold(Function<Judged, T> judged, Function<Aborted, T> aborted);

  /** There is a verdict. */
  record Judged(ViabilityReport report) implements Verification {
    @Override
    public <T> T fold(Function<Judged, T> judged, Function<Aborted, T> aborted) {
      return judged.apply(this);
    }
  }

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

    @Override
    public <T> T fold(Function<Judged, T> judged, Function<Aborted, T> aborted) {
      return aborted.apply(this);
    }
  }
}
