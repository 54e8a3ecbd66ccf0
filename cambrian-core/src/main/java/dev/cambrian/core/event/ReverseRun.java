package dev.cambrian.core.event;

import dev.cambrian.core.verdict.FailureKind;
import dev.cambrian.core.verdict.Stage;
import java.util.Optional;
import java.util.function.Function;

/**
 * How the artifact that was promoted before fares with the rig of today: verified once more, for
 * information. It changes neither generation's outcome.
 *
 * @param baseline the generation whose artifact it is, at least 1
 */
public record ReverseRun(int baseline, End end) {
  public ReverseRun {
    EventChecks.atLeast(1, "baseline", baseline);
  }

  /** How it ended. */
  public sealed interface End {
    /** What is made of the one or the other. */
    <T> T fold(Function<Judged, T> judged, Function<Aborted, T> aborted);
  }

  /**
   * There is a verdict.
   *
   * @param failureStage present exactly when non-viable
   * @param summary one line; may be the artifact's own words
   * @param reportBlob hash of the report's exact bytes in the blob store
   */
  public record Judged(
      boolean viable, Optional<Stage> failureStage, String summary, String reportBlob)
      implements End {
    public Judged {
      EventChecks.hash("reportBlob", reportBlob);
      if (viable == failureStage.isPresent()) {
        throw new IllegalArgumentException(
            "a failure stage stands exactly in a non-viable verdict");
      }
    }

    @Override
    public <T> T fold(Function<Judged, T> judged, Function<Aborted, T> aborted) {
      return judged.apply(this);
    }
  }

  /** There is none, which says nothing of the artifact. */
  public record Aborted(FailureKind kind, String reason) implements End {
    @Override
    public <T> T fold(Function<Judged, T> judged, Function<Aborted, T> aborted) {
      return aborted.apply(this);
    }
  }
}
