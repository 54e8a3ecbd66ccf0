package dev.cambrian.server.cli;

import dev.cambrian.core.llm.Budget;
import dev.cambrian.core.llm.LlmClients;
import dev.cambrian.core.pipeline.GrowthOptions;
import dev.cambrian.server.terminal.Caps;
import picocli.CommandLine.Mixin;
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

  @Mixin private final SpendingOptions spending = new SpendingOptions();

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
          .withMaxOutputTokens(spending.maxOutputTokens());
    } catch (IllegalArgumentException e) {
      throw new CliException(ExitStatus.USAGE, String.valueOf(e.getMessage()), e);
    }
  }

  Budget budget() {
    return new Budget(spending.tokenBudget(), spending.usdBudget());
  }

  Caps caps() {
    return spending.caps();
  }

  int maxRetries() {
    return maxRetries;
  }

  int maxParseRetries() {
    return maxParseRetries;
  }

  /** 0: no limit. */
  long tokenBudget() {
    return spending.tokenBudget();
  }

  /** Millionths of a dollar; 0: no limit. */
  long usdBudget() {
    return spending.usdBudget();
  }
}
