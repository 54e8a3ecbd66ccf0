package dev.cambrian.server.bench;

import dev.cambrian.core.verdict.FailureKind;
import dev.cambrian.core.verdict.Stage;
import dev.cambrian.core.verdict.Verification;
import dev.cambrian.core.verdict.VerificationListener;
import dev.cambrian.core.verdict.VerificationRequest;
import dev.cambrian.core.verdict.Verifier;
import dev.cambrian.core.verdict.ViabilityReport;
import dev.cambrian.core.verdict.ViabilityReport.Checks;
import dev.cambrian.core.verdict.ViabilityReport.Diagnostics;
import dev.cambrian.core.verdict.ViabilityReport.HealthCheck;
import dev.cambrian.core.verdict.ViabilityReport.StageCheck;
import dev.cambrian.core.verdict.ViabilityReport.Status;
import dev.cambrian.core.verdict.ViabilityReport.TestCheck;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;

/** Runs nothing; each verification lasts until it is let go, and is viable then. */
final class HeldVerifier implements Verifier {
  /** Holds nothing. */
  static final Verifier AT_ONCE = (request, listener) -> judged(request, true);

  private final Semaphore gone = new Semaphore(0);
  private volatile long ended;

  /** Lets one verification end. */
  void letGo() {
    gone.release();
  }

  /** When the last one ended, by {@link System#nanoTime}. */
  long ended() {
    return ended;
  }

  @Override
  public Verification verify(VerificationRequest request, VerificationListener listener) {
    try {
      gone.acquire();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new Verification.Aborted(FailureKind.CANCELLED, "the bench is over");
    }
    Verification verdict = judged(request, true);
    ended = System.nanoTime();
    return verdict;
  }

  @Override
  public String isolation() {
    return "none, since nothing runs";
  }

  /** What a rig says that has run nothing. */
  static Verification judged(VerificationRequest request, boolean viable) {
    return new Verification.Judged(
        new ViabilityReport(
            request.generation(),
            viable ? Status.VIABLE : Status.NON_VIABLE,
            viable ? Optional.empty() : Optional.of(Stage.TEST),
            new Checks(
                new StageCheck(true, 3),
                new StageCheck(true, 1),
                new TestCheck(viable, 5, 2, viable ? 2 : 1),
                new StageCheck(true, 7),
                new HealthCheck(true, 9, Map.of(), Map.of(), Map.of())),
            Map.of("test_rate", viable ? 1.0 : 0.5),
            Instant.EPOCH,
            viable
                ? Optional.empty()
                : Optional.of(
                    new Diagnostics(
                        Stage.TEST,
                        "1 of 2 tests failed",
                        Optional.of(1),
                        Optional.empty(),
                        List.of(),
                        "",
                        "")),
            Optional.of(request.artifactHash()),
            request.spec().hash(),
            "none"));
  }
}
