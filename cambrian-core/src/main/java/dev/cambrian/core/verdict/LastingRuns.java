package dev.cambrian.core.verdict;

import java.util.SortedSet;
import java.util.TreeSet;

/** Runs of a verifier that go on when the process ends that began them. */
public interface LastingRuns {
  /** No run outlives its process. */
  LastingRuns NONE =
      new LastingRuns() {
        @Override
        public Verification adopt(VerificationRequest request, VerificationListener listener) {
          return new Verification.Aborted(
              FailureKind.CRASHED,
              "the process that ran the verification ended before its verdict");
        }

        @Override
        public SortedSet<String> survivors() {
          return new TreeSet<>();
        }

        @Override
        public void forget(String runId) {}
      };

  /**
   * Waits for the verdict of a run that an earlier process has begun, or gives it where it is
   * there; as {@link Verifier#verify} otherwise. The stages are told from the first one on.
   */
  Verification adopt(VerificationRequest request, VerificationListener listener);

  /** The ids of all runs of which anything is left. */
  SortedSet<String> survivors();

  /** Removes what is left of a run whose end is recorded; does nothing where nothing is. */
  void forget(String runId);
}
