package dev.cambrian.server.supervisor;

import dev.cambrian.core.verdict.FailureKind;
import dev.cambrian.core.verdict.Stage;
import dev.cambrian.core.verdict.StageLog;
import dev.cambrian.core.verdict.Verification;
import dev.cambrian.core.verdict.VerificationListener;
import dev.cambrian.core.verdict.VerificationRequest;
import dev.cambrian.core.verdict.Verifier;
import dev.cambrian.core.verdict.ViabilityReport;
import dev.cambrian.core.verdict.ViabilityReport.Checks;
import dev.cambrian.core.verdict.ViabilityReport.ContractResult;
import dev.cambrian.core.verdict.ViabilityReport.Diagnostics;
import dev.cambrian.core.verdict.ViabilityReport.HealthCheck;
import dev.cambrian.core.verdict.ViabilityReport.StageCheck;
import dev.cambrian.core.verdict.ViabilityReport.Status;
import dev.cambrian.core.verdict.ViabilityReport.TestCheck;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Runs nothing and judges as the artifact's file {@code behaviour} says, so that it judges the same
 * in every process: {@code viable}, {@code non-viable}, {@code abort}, {@code held} (waits for
 * {@link #release}, then viable), {@code millis N} (takes so long, then viable).
 */
public final class FakeVerifier implements Verifier {
  private final CountDownLatch released = new CountDownLatch(1);

  /** Those that are held go on, and none is held from now on. */
  public void release() {
    released.countDown();
  }

  @Override
  public Verification verify(VerificationRequest request, VerificationListener listener) {
    String behaviour = behaviour(request);
    listener.stageStarted(Stage.BUILD);
    listener.stageLogged(
        Stage.BUILD, new StageLog(new StageLog.Output("built\n", 0), StageLog.Output.NONE));
    listener.stageFinished(Stage.BUILD, true, Duration.ofMillis(1));
    try {
      if (behaviour.equals("held")) {
        listener.stageStarted(Stage.TEST);
        listener.stagePrinting(
            Stage.TEST, new StageLog(new StageLog.Output("it is held\n", 0), StageLog.Output.NONE));
        released.await();
      } else if (behaviour.startsWith("millis ")) {
        TimeUnit.MILLISECONDS.sleep(Long.parseLong(behaviour.substring("millis ".length())));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new Verification.Aborted(FailureKind.CANCELLED, "the verification was cancelled");
    }
    if (behaviour.equals("abort")) {
      return new Verification.Aborted(FailureKind.RIG_CRASHED, "told to abort");
    }
    return new Verification.Judged(report(request, !behaviour.equals("non-viable")));
  }

  private static String behaviour(VerificationRequest request) {
    try {
      return Files.readString(request.artifact().resolve(GrownArtifact.BEHAVIOUR)).strip();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public String isolation() {
    return "fake";
  }

  private static ViabilityReport report(VerificationRequest request, boolean viable) {
    return new ViabilityReport(
        request.generation(),
        viable ? Status.VIABLE : Status.NON_VIABLE,
        viable ? Optional.empty() : Optional.of(Stage.TEST),
        new Checks(
            new StageCheck(true, 3),
            new StageCheck(true, 1),
            new TestCheck(viable, 5, 2, viable ? 2 : 1),
            new StageCheck(true, 7),
            new HealthCheck(
                true,
                9,
                Map.of("health", new ContractResult(true, 4, Optional.empty())),
                Map.of(),
                Map.of())),
        Map.of("test_rate", viable ? 1.0 : 0.5),
        Instant.parse("2026-03-04T12:00:00Z"),
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
        "fake");
  }
}
