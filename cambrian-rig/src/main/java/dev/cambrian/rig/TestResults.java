package dev.cambrian.rig;

import dev.cambrian.core.verdict.ViabilityReport.Failure;
import java.util.List;

/**
 * What a test run reported.
 *
 * @param run without those that were skipped
 * @param failures at most {@link #MAX_FAILURES} of those that did not pass
 * @param source where the figures come from, for the summary
 */
record TestResults(int run, int passed, List<Failure> failures, String source) {
  static final int MAX_FAILURES = 200;

  TestResults {
    failures = List.copyOf(failures);
  }
}
