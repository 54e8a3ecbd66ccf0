package dev.cambrian.server.bench;

import dev.cambrian.core.verdict.FailureKind;
import dev.cambrian.core.verdict.Verification;
import dev.cambrian.core.verdict.VerificationListener;
import dev.cambrian.core.verdict.VerificationRequest;
import dev.cambrian.core.verdict.Verifier;
import dev.cambrian.core.verdict.ViabilityReport;
import dev.cambrian.core.verdict.ViabilityReport.Checks;
import dev.cambrian.core.verdict.ViabilityReport.HealthCheck;
import dev.cambrian.core.verdict.ViabilityReport.StageCheck;
import dev.cambrian.core.verdict.ViabilityReport.Status;
import dev.cambrian.core.verdict.ViabilityReport.TestCheck;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;

/** Runs nothing; each verification lasts until it is let go, and is viable then. */
final class HeldVerifier implements Verifier {
  /** Holds nothing. */
  static final Verifier AT_ONCE = (request, listener) -> new Verification.Judged(report(request));

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
    Verification verdict = new Verification.Judged(report(request));
    ended = System.nanoTime();
    return verdict;
  }

  @Override
  public String isolation() {
    return "none, since nothing runs";
  }

  private static ViabilityReport report(VerificationRequest request) {
    return new ViabilityReport(
        request.generation(),
        Status.VIABLE,
        Optional.empty(),
        new Checks(
            new StageCheck(true, 3),
            new StageCheck(true, 1),
            new TestCheck(true, 5, 2, 2),
            new StageCheck(true, 7),
            new HealthCheck(true, 9, Map.of(), Map.of(), Map.of())),
        Map.of("test_rate", 1.0),
        Instant.EPOCH,
        Optional.empty(),
        Optional.of(request.artifactHash()),
        request.spec().hash(),
        "none");
  }
}
