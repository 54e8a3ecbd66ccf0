package dev.cambrian.server.cli;

import dev.cambrian.core.history.History;
import dev.cambrian.core.llm.Budget;
import dev.cambrian.core.llm.BudgetedClient;
import dev.cambrian.core.llm.LlmClient;
import dev.cambrian.core.llm.LlmClients;
import dev.cambrian.core.llm.LlmException;
import dev.cambrian.core.llm.Prices;
import dev.cambrian.core.llm.RecordingException;
import dev.cambrian.core.pipeline.Grower;
import dev.cambrian.core.pipeline.GrowthListener;
import dev.cambrian.core.pipeline.GrowthOptions;
import dev.cambrian.core.pipeline.GrowthProgress;
import dev.cambrian.core.pipeline.GrowthResult;
import dev.cambrian.core.spec.Spec;
import dev.cambrian.core.spec.Specs;
import dev.cambrian.rig.RigLimits;
import dev.cambrian.server.git.GitArchive;
import dev.cambrian.server.home.CambrianHome;
import dev.cambrian.server.terminal.JsonProgress;
import dev.cambrian.server.terminal.LiveProgress;
import dev.cambrian.server.terminal.PlainProgress;
import dev.cambrian.server.terminal.ProgressDisplay;
import dev.cambrian.server.terminal.SafeText;
import dev.cambrian.server.terminal.Screen;
import java.nio.file.Path;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "grow",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Grows a specification: asks a model, has the rig judge the answer, promotes what lives.",
      "Exits 0 where a generation was promoted, 1 where none was viable."
    })
final class GrowCommand implements Callable<Integer> {

  private static final Duration CLOSING = Duration.ofSeconds(30);

  private final Session session;

  @Parameters(paramLabel = "SPEC", description = "The specification, a Markdown file.")
  private Path specFile = Path.of("");

  @Mixin private final HomeOption home = new HomeOption();
  @Mixin private final LlmOptions llm = new LlmOptions();

  @Option(
      names = "--max-retries",
      converter = Values.Retries.class,
      paramLabel = "N",
      defaultValue = "3",
      description = "Informed retries after the first attempt, 0 to 100; 3 by default.")
  private int maxRetries;

  @Option(
      names = "--max-parse-retries",
      converter = Values.ParseRetries.class,
      paramLabel = "N",
      defaultValue = "2",
      description = "Repairs of an answer that cannot be read, 0 to 20; 2 by default.")
  private int maxParseRetries;

  @Option(
      names = "--candidates",
      converter = Values.Candidates.class,
      paramLabel = "K",
      defaultValue = "1",
      description = "Answers grown in parallel, 1 to 64; the first viable one is promoted.")
  private int candidates;

  @Option(
      names = "--max-output-tokens",
      converter = Values.OutputTokens.class,
      paramLabel = "N",
      defaultValue = "64000",
      description = "The most tokens of one answer; 64000 by default.")
  private int maxOutputTokens;

  @Option(
      names = "--token-budget",
      converter = Values.TokenBudget.class,
      paramLabel = "N",
      defaultValue = "0",
      description = "The most tokens of the whole growth; 0: no limit.")
  private long tokenBudget;

  @Option(
      names = "--usd-budget",
      converter = Values.UsdBudget.class,
      paramLabel = "USD",
      defaultValue = "0",
      description = "The most US dollars of the whole growth; 0: no limit.")
  private long usdBudget;

  @Mixin private final PriceOption prices = new PriceOption();
  @Mixin private final JudgingOptions judging = new JudgingOptions();
  @Mixin private final RunnerOption runner = new RunnerOption();
  @Mixin private final LimitOptions limits = new LimitOptions();

  @Option(
      names = "--json",
      description =
          "One JSON object a line, the last one is the result; none where nothing was begun.")
  private boolean json;

  GrowCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    Spec spec = Specs.read(specFile);
    CambrianHome at = home.home(session.environment());
    LlmClients.Choice choice = llm.choose(at, session.environment());
    GrowthOptions options = options(choice);
    refuseToRecordReplays(choice);
    Budget budget = new Budget(tokenBudget, usdBudget);
    RigLimits stageLimits = limits.limits();
    Prices priced = prices.of(at);
    requireReady(choice.client(), spec, options);
    try (Runner judge = runner(choice, spec, stageLimits)) {
      judge.note().ifPresent(this::warn);
      at.prepare();
      return grow(spec, at, choice, options, budget, priced, judge);
    }
  }

  private int grow(
      Spec spec,
      CambrianHome at,
      LlmClients.Choice choice,
      GrowthOptions options,
      Budget budget,
      Prices priced,
      Runner runs) {
    Interruptible interruptible = new Interruptible(CLOSING);
    return interruptible.run(
        () -> {
          try (History history = History.open(at.history());
              GitArchive archive = new GitArchive(at.archive(), session.clock())) {
            Grower grower =
                Grower.builder()
                    .history(history)
                    .llm(new BudgetedClient(choice.client(), budget, priced))
                    .verifier(runs.verifier())
                    .home(at.directory())
                    .archive(archive)
                    .clock(session.clock())
                    .cost(priced::costMicroUsd)
                    .build();
            RecordingJudge judge = new RecordingJudge(spec.hash());
            GrowthResult result;
            try (ProgressDisplay display = display()) {
              result =
                  grower.grow(
                      spec,
                      options,
                      new GrowthListener() {
                        @Override
                        public void on(GrowthProgress progress) {
                          judge.on(progress);
                          display.on(progress);
                        }

                        @Override
                        public void unsettled(UUID growth, String reason) {
                          warn("an earlier growth could not be closed: " + reason);
                        }
                      });
            }
            ExitStatus status =
                new GrowthSummary(session, at, history, json, specFile).show(result);
            llm.record().ifPresent(records -> writeVerdicts(judge, records));
            return status.code();
          }
        });
  }

  private void refuseToRecordReplays(LlmClients.Choice choice) {
    if (choice.replays() && llm.record().isPresent()) {
      throw CliException.usage(
          "--record keeps what a model answers, and this growth replays recordings: leave it out or name a model with --llm");
    }
  }

  /** What is known to fail is bad input as long as nobody was asked. */
  private static void requireReady(LlmClient client, Spec spec, GrowthOptions options) {
    try {
      Grower.requireReady(client, spec, options);
    } catch (LlmException.Refused e) {
      throw new CliException(ExitStatus.USAGE, String.valueOf(e.getMessage()), e);
    }
  }

  /** The growth is over and shown; that its recordings lack the verdicts does not change it. */
  private void writeVerdicts(RecordingJudge judge, Path records) {
    try {
      judge.write(records);
    } catch (RecordingException e) {
      String line = "the recordings lack the verdicts of this growth: " + e.getMessage();
      new Failures(session).report(new CliException(ExitStatus.INFRASTRUCTURE, line, e));
    }
  }

  private void warn(String line) {
    session.err().println("cambrian: " + SafeText.line(line));
  }

  private GrowthOptions options(LlmClients.Choice choice) {
    try {
      return GrowthOptions.of(choice.model())
          .withEscalationModel(choice.escalationModel())
          .withMaxRetries(maxRetries)
          .withMaxParseRetries(maxParseRetries)
          .withInfrastructureRetries(judging.infrastructureRetries())
          .withCandidates(candidates)
          .withMaxOutputTokens(maxOutputTokens);
    } catch (IllegalArgumentException e) {
      throw new CliException(ExitStatus.USAGE, String.valueOf(e.getMessage()), e);
    }
  }

  /** Refused before a model is asked and before anything is written. */
  private Runner runner(LlmClients.Choice choice, Spec spec, RigLimits stageLimits) {
    boolean known = choice.replays() && Shipped.answersOnly(llm.replayed(), spec.hash());
    return Runner.choose(
        runner.kind(session.environment()),
        spec,
        stageLimits,
        judging.policy(known),
        runner.parallel(),
        session.environment());
  }

  private ProgressDisplay display() {
    if (json) {
      return new JsonProgress(session.out());
    }
    return session.errScreen().live()
        ? new LiveProgress(
            session.err(), session.errScreen().style(), () -> Screen.size(session.environment()))
        : new PlainProgress(session.err());
  }
}
