package dev.cambrian.core.evolution;

/**
 * What a campaign was begun with; nothing of it changes while it runs.
 *
 * @param againstItself whether every mutant is a copy of the base, so that nothing can be better
 * @param model that answers the trials
 * @param proposerModel that edits specs
 * @param seed of every random choice
 * @param trials with a verdict that may be spent, 1 to 100,000
 * @param parallel trials at once, 1 to 64
 * @param maxOutputTokens of one answer
 * @param tokenBudget 0: no limit
 * @param microUsdBudget millionths of a US dollar; 0: no limit
 */
public record CampaignSettings(
    Arm arm,
    boolean againstItself,
    String model,
    String proposerModel,
    long seed,
    int trials,
    int parallel,
    int maxOutputTokens,
    long tokenBudget,
    long microUsdBudget,
    Rules rules) {
  /**
   * Of the rules by which events are made; a later engine goes on with what an earlier began, by
   * the rules of that. The first one asked for no more than one fresh trial of what it promotes.
   */
  public static final int ENGINE = 2;

  public CampaignSettings {
    if (model.isBlank() || proposerModel.isBlank()) {
      throw new IllegalArgumentException("a model has no name");
    }
    range("trials", trials, 1, 100_000);
    range("parallel", parallel, 1, 64);
    range("maxOutputTokens", maxOutputTokens, 1, 10_000_000);
    range("tokenBudget", tokenBudget, 0, Long.MAX_VALUE);
    range("microUsdBudget", microUsdBudget, 0, Long.MAX_VALUE);
  }

  private static void range(String name, long value, long least, long most) {
    if (value < least || value > most) {
      throw new IllegalArgumentException(
          "%s must be %d to %d, not %d".formatted(name, least, most, value));
    }
  }
}
