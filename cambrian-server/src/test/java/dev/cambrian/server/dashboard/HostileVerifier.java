package dev.cambrian.server.dashboard;

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
import dev.cambrian.core.verdict.ViabilityReport.Failure;
import dev.cambrian.core.verdict.ViabilityReport.HealthCheck;
import dev.cambrian.core.verdict.ViabilityReport.StageCheck;
import dev.cambrian.core.verdict.ViabilityReport.Status;
import dev.cambrian.core.verdict.ViabilityReport.TestCheck;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Tells what a hostile artifact would have said where the rig repeats it. */
public final class HostileVerifier implements Verifier {
  private static final String ALL = HostileHistory.ALL;

  @Override
  public Verification verify(VerificationRequest request, VerificationListener listener) {
    for (Stage stage : List.of(Stage.BUILD, Stage.TEST)) {
      listener.stageStarted(stage);
      byte[] said = (ALL + "\n" + HostileHistory.LONG_LINE).getBytes(StandardCharsets.UTF_8);
      listener.stageLogged(
          stage,
          new StageLog(
              StageLog.Output.of(said, 7),
              StageLog.Output.of(ALL.getBytes(StandardCharsets.UTF_8), 0)));
      listener.stageFinished(stage, stage == Stage.BUILD, Duration.ofMillis(5));
    }
    ContractResult broken = new ContractResult(false, 4, Optional.of(ALL));
    return new Verification.Judged(
        new ViabilityReport(
            request.generation(),
            Status.NON_VIABLE,
            Optional.of(Stage.TEST),
            new Checks(
                new StageCheck(true, 3),
                new StageCheck(true, 5),
                new TestCheck(false, 5, 2, 1),
                new StageCheck(true, 7),
                new HealthCheck(
                    false,
                    9,
                    Map.of(HostileHistory.SCRIPT, broken),
                    Map.of(HostileHistory.IMAGE, broken),
                    Map.of())),
            Map.of(HostileHistory.SCRIPT, 0.5),
            Instant.parse("2026-03-04T12:00:00Z"),
            Optional.of(
                new Diagnostics(
                    Stage.TEST,
                    ALL,
                    Optional.of(1),
                    Optional.empty(),
                    List.of(
                        new Failure(ALL, short500(), Optional.of("app.py"), Optional.of(2)),
                        new Failure(
                            HostileHistory.IMAGE,
                            HostileHistory.SCRIPT,
                            Optional.of("../" + HostileHistory.IMAGE),
                            Optional.of(1))),
                    ALL,
                    ALL)),
            Optional.of(request.artifactHash()),
            request.spec().hash(),
            "fake"));
  }

  private static String short500() {
    return ALL.substring(0, Math.min(ALL.length(), Failure.MAX_ERROR));
  }

  @Override
  public String isolation() {
    return HostileHistory.SCRIPT;
  }
}
