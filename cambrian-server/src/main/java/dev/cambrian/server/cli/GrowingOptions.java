package dev.cambrian.server.cli;

import dev.cambrian.core.llm.Budget;
import dev.cambrian.core.llm.LlmClients;
import dev.cambrian.core.pipeline.GrowthOptions;
import picocli.CommandLine.Option;

/** How often is asked again, and how much that may take. */
final class GrowingOptions {
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

  /**
   * Those of a growth.
   *
   * @param candidates answers grown side by side
   * @throws CliException where they do not fit together
   */
  GrowthOptions of(LlmClients.Choice choice, JudgingOptions judging, int candidates) {
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

  Budget budget() {
    return new Budget(tokenBudget, usdBudget);
  }

  int maxRetries() {
    return maxRetries;
  }

  int maxParseRetries() {
    return maxParseRetries;
  }

  /** 0: no limit. */
  long tokenBudget() {
    return tokenBudget;
  }

  /** Millionths of a dollar; 0: no limit. */
  long usdBudget() {
    return usdBudget;
  }
}
