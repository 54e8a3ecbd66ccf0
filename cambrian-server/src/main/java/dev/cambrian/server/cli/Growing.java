package dev.cambrian.server.cli;

import dev.cambrian.core.history.History;
import dev.cambrian.core.llm.Budget;
import dev.cambrian.core.llm.BudgetedClient;
import dev.cambrian.core.llm.LlmClient;
import dev.cambrian.core.llm.LlmClients;
import dev.cambrian.core.llm.LlmException;
import dev.cambrian.core.llm.Prices;
import dev.cambrian.core.llm.RecordingException;
import dev.cambrian.core.pipeline.GenerationArchive;
import dev.cambrian.core.pipeline.Grower;
import dev.cambrian.core.pipeline.GrowthListener;
import dev.cambrian.core.pipeline.GrowthOptions;
import dev.cambrian.core.pipeline.GrowthProgress;
import dev.cambrian.core.pipeline.GrowthResult;
import dev.cambrian.core.spec.Spec;
import dev.cambrian.core.verdict.Verifier;
import dev.cambrian.server.home.CambrianHome;
import dev.cambrian.server.terminal.SafeText;
import java.nio.file.Path;
import java.util.UUID;

/** One growth by the core's pipeline, as the command line has it done. */
final class Growing {
  private final Session session;
  private final CambrianHome home;
  private final Spec spec;
  private final GrowthOptions options;
  private final LlmClients.Choice choice;
  private final Budget budget;
  private final Prices prices;
  private final RecordingJudge judge;

  /**
   * Nothing is begun.
   *
   * @throws CliException where the model is known to give no answer, or has no price that a budget
   *     of money asks for
   */
  Growing(
      Session session,
      CambrianHome home,
      Spec spec,
      GrowthOptions options,
      LlmClients.Choice choice,
      Budget budget,
      Prices prices) {
    this.session = session;
    this.home = home;
    this.spec = spec;
    this.options = options;
    this.choice = choice;
    this.budget = budget;
    this.prices = prices;
    this.judge = new RecordingJudge(spec.hash());
    requireReady(choice.client(), spec, options);
    if (!choice.replays()) {
      requirePrices(options, budget, prices);
    }
  }

  /** A budget that cannot be kept is bad input as long as nobody was asked. */
  private static void requirePrices(GrowthOptions options, Budget budget, Prices prices) {
    try {
      budget.requirePrice(options.model(), prices);
      options.escalationModel().ifPresent(model -> budget.requirePrice(model, prices));
    } catch (LlmException.BudgetExhausted e) {
      throw new CliException(ExitStatus.USAGE, String.valueOf(e.getMessage()), e);
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

  GrowthResult grow(
      History history, GenerationArchive archive, Verifier verifier, GrowthListener display) {
    return Grower.builder()
        .history(history)
        .llm(new BudgetedClient(choice.client(), budget, prices))
        .verifier(verifier)
        .home(home.directory())
        .archive(archive)
        .clock(session.clock())
        .cost(prices::costMicroUsd)
        .build()
        .grow(
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
                session
                    .err()
                    .println(
                        "cambrian: "
                            + SafeText.line("an earlier growth could not be closed: " + reason));
              }
            });
  }

  /** The growth is over and shown; that its recordings lack the verdicts does not change it. */
  void writeVerdicts(Path records) {
    try {
      judge.write(records);
    } catch (RecordingException e) {
      String line = "the recordings lack the verdicts of this growth: " + e.getMessage();
      new Failures(session).report(new CliException(ExitStatus.INFRASTRUCTURE, line, e));
    }
  }

  /** {@code --record} with replayed answers would keep nothing. */
  static void refuseToRecordReplays(LlmClients.Choice choice, LlmOptions llm) {
    if (choice.replays() && llm.record().isPresent()) {
      throw CliException.usage(
          "--record keeps what a model answers, and this growth replays recordings: leave it out or name a model with --llm");
    }
  }
}
