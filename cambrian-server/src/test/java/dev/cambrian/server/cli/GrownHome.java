package dev.cambrian.server.cli;

import dev.cambrian.core.history.History;
import dev.cambrian.core.llm.LlmAnswer;
import dev.cambrian.core.llm.LlmClient;
import dev.cambrian.core.llm.TokenUsage;
import dev.cambrian.core.pipeline.Grower;
import dev.cambrian.core.pipeline.GrowthListener;
import dev.cambrian.core.pipeline.GrowthOptions;
import dev.cambrian.core.spec.Spec;
import dev.cambrian.core.spec.Specs;
import dev.cambrian.core.verdict.Stage;
import dev.cambrian.core.verdict.StageLog;
import dev.cambrian.core.verdict.Verification;
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
import dev.cambrian.server.git.GitArchive;
import dev.cambrian.server.home.CambrianHome;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;

/**
 * A home in which one growth took place: generation 1 failed its tests with hostile output, within
 * less than a millisecond, generation 2 was promoted. The model is scripted, its answers end in
 * hostile text, and nothing is run.
 */
public final class GrownHome {

  public static final String HOSTILE = "\u001b[2J\u202Eevil\u0007";

  static final String SPEC =
      """
      ---
      title: Tiny
      version: "1.0"
      toolchain: python
      ---
      # Tiny

      Prints a number.
      """;

  private GrownHome() {}

  public static CambrianHome at(Path directory) {
    return at(directory, UnaryOperator.identity());
  }

  /**
   * @param told makes of each honest report the one that the verifier gives
   */
  public static CambrianHome at(Path directory, UnaryOperator<ViabilityReport> told) {
    CambrianHome home = new CambrianHome(directory).prepare();
    Spec spec = Specs.parse("TINY-SPEC.md", SPEC.getBytes(StandardCharsets.UTF_8));
    try (History history = History.open(home.history());
        GitArchive archive = new GitArchive(home.archive(), Clock.systemUTC())) {
      var result =
          Grower.builder()
              .history(history)
              .llm(scripted())
              .verifier(new SecondTimeLucky(told))
              .home(home.directory())
              .archive(archive)
              .cost(answer -> OptionalLong.of(1_500))
              .build()
              .grow(spec, GrowthOptions.of("small-model"), GrowthListener.NONE);
      if (!result.promoted().equals(Optional.of(2))) {
        throw new AssertionError("the scripted growth went otherwise: " + result);
      }
    }
    return home;
  }

  private static LlmClient scripted() {
    AtomicInteger asked = new AtomicInteger();
    return (request, progress) ->
        new LlmAnswer(
            """
            <file path="app.py">
            print(%d)
            </file:end>
            <file path="test_app.py">
            pass
            </file:end>
            <file path="util.py">
            pass
            </file:end>
            done %s"""
                .formatted(asked.incrementAndGet(), HOSTILE),
            "command",
            request.model(),
            LlmAnswer.StopReason.COMPLETE,
            TokenUsage.of(1_000, 234),
            true,
            Duration.ofMillis(1_200));
  }

  /** Judges the first artifact non-viable and every later one viable. */
  private static final class SecondTimeLucky implements Verifier {

    private final UnaryOperator<ViabilityReport> told;
    private final AtomicInteger judged = new AtomicInteger();

    SecondTimeLucky(UnaryOperator<ViabilityReport> told) {
      this.told = told;
    }

    @Override
    public Verification verify(
        VerificationRequest request, dev.cambrian.core.verdict.VerificationListener listener) {
      boolean viable = judged.incrementAndGet() > 1;
      listener.stageStarted(Stage.BUILD);
      listener.stageLogged(
          Stage.BUILD,
          new StageLog(
              new StageLog.Output("built " + request.generation() + HOSTILE + "\n", 4711),
              StageLog.Output.NONE));
      listener.stageFinished(Stage.BUILD, true, Duration.ofMillis(40));
      listener.stageStarted(Stage.START);
      listener.stageFinished(Stage.START, true, Duration.ofMillis(70));
      return new Verification.Judged(told.apply(report(request, viable)));
    }

    @Override
    public String isolation() {
      return "bubblewrap";
    }
  }

  private static ViabilityReport report(VerificationRequest request, boolean viable) {
    return new ViabilityReport(
        request.generation(),
        viable ? Status.VIABLE : Status.NON_VIABLE,
        viable ? Optional.empty() : Optional.of(Stage.TEST),
        new Checks(
            new StageCheck(true, 3),
            new StageCheck(true, 40),
            new TestCheck(viable, viable ? 50 : 0, 2, viable ? 2 : 1),
            new StageCheck(true, 70),
            new HealthCheck(
                viable,
                9,
                Map.of("health", new ContractResult(true, 4, Optional.empty())),
                Map.of(
                    "adds",
                    new ContractResult(
                        viable, 5, viable ? Optional.empty() : Optional.of("status is 500"))),
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
                    List.of(
                        new Failure(
                            "test_app." + HOSTILE,
                            "expected 2" + HOSTILE,
                            Optional.of("test_app.py"),
                            Optional.of(7))),
                    "before\n" + HOSTILE + "\n",
                    "")),
        Optional.of(request.artifactHash()),
        request.spec().hash(),
        "bubblewrap");
  }
}
