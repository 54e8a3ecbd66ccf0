package dev.cambrian.core.trial;

import dev.cambrian.core.pipeline.GrowthResult;
import dev.cambrian.core.verdict.FailureKind;
import dev.cambrian.core.verdict.FailureKind.FailureClass;
import dev.cambrian.core.verdict.ViabilityReport;
import java.util.Optional;

/**
 * How a trial ended.
 *
 * @param growth the last one of it
 * @param report of {@link #generation}: there exactly where its verdict ended the trial. Without
 *     one the growth says what failed; an answer that is no artifact counts against the spec all
 *     the same
 */
public record TrialResult(GrowthResult growth, Optional<ViabilityReport> report) {
  public TrialResult {
    if (growth.generations().isEmpty()) {
      throw new IllegalArgumentException("a trial takes a generation");
    }
    boolean judged =
        growth.failure().map(failure -> failure == FailureKind.NON_VIABLE).orElse(true);
    if (judged && report.isEmpty()) {
      throw new IllegalArgumentException("what was judged has a report");
    }
    report = report.filter(_ -> judged);
    report.ifPresent(
        it -> {
          if (it.viable() != growth.promoted().isPresent()) {
            throw new IllegalArgumentException("the report says otherwise than the growth");
          }
        });
  }

  /** The generation that decided it: the last that it took. */
  public int generation() {
    return growth.generations().getLast();
  }

  public boolean viable() {
    return growth.promoted().isPresent();
  }

  /** Whether it says something about the spec: viable, or failed by the candidate's fault. */
  public boolean counts() {
    return growth
        .failure()
        .map(failure -> failure.failureClass() == FailureClass.CANDIDATE)
        .orElse(true);
  }
}
