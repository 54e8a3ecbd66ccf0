package dev.cambrian.server.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.cambrian.core.Pause;
import dev.cambrian.core.campaign.CampaignListener;
import dev.cambrian.core.campaign.CampaignMeans;
import dev.cambrian.core.campaign.CampaignRunner;
import dev.cambrian.core.campaign.Campaigns;
import dev.cambrian.core.evolution.Arm;
import dev.cambrian.core.evolution.CampaignSettings;
import dev.cambrian.core.evolution.Ending;
import dev.cambrian.core.evolution.Rules;
import dev.cambrian.core.history.History;
import dev.cambrian.core.llm.LlmAnswer;
import dev.cambrian.core.llm.LlmClient;
import dev.cambrian.core.llm.LlmProgress;
import dev.cambrian.core.llm.LlmRequest;
import dev.cambrian.core.llm.Purpose;
import dev.cambrian.core.llm.TokenUsage;
import dev.cambrian.core.pipeline.GenerationArchive;
import dev.cambrian.core.spec.Spec;
import dev.cambrian.core.spec.Specs;
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
import dev.cambrian.server.home.CambrianHome;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A home with a finished campaign {@code c1} of 60 trials, which promoted a mutant, and a paused
 * {@code c2} of which nothing was tried. A spec lives as often as it says itself; what the proposer
 * gives as its reason is hostile text.
 */
final class CampaignHome implements LlmClient, Verifier {
  static final Spec BASE = spec(30);

  private final Map<String, Integer> judged = new HashMap<>();
  private int asked;
  private int proposed;

  private CampaignHome() {}

  static Path at(Path directory) {
    CambrianHome home = new CambrianHome(directory).prepare();
    CampaignHome world = new CampaignHome();
    try (History history = History.open(home.history())) {
      Campaigns.start(
          history,
          Optional.of("c1"),
          BASE,
          settings(Arm.TREE, 60),
          Optional.of("whether words help" + GrownHome.HOSTILE));
      CampaignRunner runner =
          new CampaignRunner(
              new CampaignMeans(
                  history,
                  world,
                  world,
                  home.directory(),
                  GenerationArchive.NONE,
                  Clock.systemUTC(),
                  Pause.SLEEP,
                  _ -> OptionalLong.of(1_500)),
              "c1",
              CampaignListener.NONE);
      runner.run();
      if (runner.campaign().finished().orElseThrow().ending() != Ending.PROMOTED) {
        throw new AssertionError("the campaign went otherwise: " + runner.campaign().finished());
      }
      Campaigns.start(history, Optional.of("c2"), BASE, settings(Arm.BASE, 5), Optional.empty());
      Campaigns.pause(history, "c2", "for lunch" + GrownHome.HOSTILE);
    }
    return directory;
  }

  private static CampaignSettings settings(Arm arm, int trials) {
    return new CampaignSettings(
        arm, false, "somebody", "proposer", 7, trials, 1, 1_000, 0, 0, Rules.DEFAULT);
  }

  private static Spec spec(int chance) {
    return Specs.parse(
        "SMALL-SPEC.md",
        """
        ---
        title: Small
        version: 1.0.0
        toolchain: python
        ---
        # Small

        It is small.

        ## Behaviour

        The chance of an answer is %d per cent. It MUST answer.

        ## Contracts

        ```contracts
        [{"name": "hello", "type": "http", "method": "GET", "path": "/", "expect": {"status": 200}}]
        ```
        """
            .formatted(chance)
            .getBytes(UTF_8));
  }

  @Override
  public LlmAnswer answer(LlmRequest request, LlmProgress progress) {
    String text =
        request.purpose() == Purpose.PROPOSE
            ? proposal()
            : "<file path=\"app.py\">\nprint(%d)\n</file:end>\n".formatted(++asked);
    return new LlmAnswer(
        text,
        "command",
        request.model(),
        LlmAnswer.StopReason.COMPLETE,
        TokenUsage.of(100, 10),
        true,
        Duration.ofMillis(5));
  }

  private String proposal() {
    proposed++;
    return """
    <file path="section.md">
    ## Behaviour

    The chance of an answer is %d per cent. It MUST answer. Proposal %d.

    </file:end>
    <file path="rationale.md">
    It may help.%s
    </file:end>
    """
        .formatted(proposed % 2 == 1 ? 95 : 10, proposed, GrownHome.HOSTILE);
  }

  /** Of each hundred offspring of a spec as many live as it says, evenly spread. */
  @Override
  public Verification verify(VerificationRequest request, VerificationListener listener) {
    String before = "The chance of an answer is ";
    String text = request.spec().text();
    int at = text.indexOf(before) + before.length();
    int chance = Integer.parseInt(text.substring(at, text.indexOf(' ', at)));
    int number = judged.merge(request.spec().hash(), 1, Integer::sum);
    boolean viable = number * chance / 100 > (number - 1) * chance / 100;
    return new Verification.Judged(report(request, viable));
  }

  @Override
  public String isolation() {
    return "none";
  }

  private static ViabilityReport report(VerificationRequest request, boolean viable) {
    return new ViabilityReport(
        request.generation(),
        viable ? Status.VIABLE : Status.NON_VIABLE,
        viable ? Optional.empty() : Optional.of(Stage.TEST),
        new Checks(
            new StageCheck(true, 1),
            new StageCheck(true, 2),
            new TestCheck(viable, 3, 2, viable ? 2 : 1),
            new StageCheck(true, 4),
            new HealthCheck(true, 5, Map.of(), Map.of(), Map.of())),
        Map.of(),
        Instant.EPOCH,
        viable
            ? Optional.empty()
            : Optional.of(
                new Diagnostics(
                    Stage.TEST,
                    "1 of 2 failed",
                    Optional.of(1),
                    Optional.empty(),
                    List.of(),
                    "",
                    "")),
        Optional.of(request.artifactHash()),
        request.spec().hash(),
        "none");
  }
}
