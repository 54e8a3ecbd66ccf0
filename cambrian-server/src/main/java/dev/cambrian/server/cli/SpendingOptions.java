package dev.cambrian.server.cli;

import dev.cambrian.server.terminal.Caps;
import picocli.CommandLine.Option;

/** How much may be asked of a model. */
final class SpendingOptions {
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
      description = "The most tokens of the whole run; 0: no limit.")
  private long tokenBudget;

  @Option(
      names = "--usd-budget",
      converter = Values.UsdBudget.class,
      paramLabel = "USD",
      defaultValue = "0",
      description = "The most US dollars of the whole run; 0: no limit.")
  private long usdBudget;

  int maxOutputTokens() {
    return maxOutputTokens;
  }

  Caps caps() {
    return new Caps(tokenBudget, usdBudget);
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
