package dev.cambrian.core.pipeline;

import java.util.Optional;

/**
 * How to grow.
 *
 * @param model asked first
 * @param escalationModel asked on every retry; the first model where absent
 * @param maxRetries informed retries after the first attempt, each a new generation; 0 to 100
 * @param maxParseRetries repairs of an answer that can't be read, within its generation; 0 to 20
 * @param infrastructureRetries of a verification that ended without a verdict for no fault of the
 *     artifact, within its generation; 0 to 10
 * @param candidates answers grown in parallel in each attempt, 1 to 64; the first viable one is
 *     promoted
 * @param maxOutputTokens the most tokens that one answer may have
 * @param campaignId recorded with each generation
 * @param historySummary whether a prompt tells how the latest generations of the spec fared
 */
public record GrowthOptions(
    String model,
    Optional<String> escalationModel,
    int maxRetries,
    int maxParseRetries,
    int infrastructureRetries,
    int candidates,
    int maxOutputTokens,
    Optional<String> campaignId,
    boolean historySummary) {
  public GrowthOptions {
    if (model.isBlank()) {
      throw new IllegalArgumentException("the model has no name");
    }
    requireRange("maxRetries", maxRetries, 0, 100);
    requireRange("maxParseRetries", maxParseRetries, 0, 20);
    requireRange("infrastructureRetries", infrastructureRetries, 0, 10);
    requireRange("candidates", candidates, 1, 64);
    requireRange("maxOutputTokens", maxOutputTokens, 1, 10_000_000);
  }

  /**
   * Three retries, two repairs, two infrastructure retries, one candidate, 64,000 output tokens, a
   * summary of the history.
   */
  public static GrowthOptions of(String model) {
    return new GrowthOptions(model, Optional.empty(), 3, 2, 2, 1, 64_000, Optional.empty(), true);
  }

  public GrowthOptions withEscalationModel(String escalationModel) {
    return new GrowthOptions(
        model,
        Optional.of(escalationModel),
        maxRetries,
        maxParseRetries,
        infrastructureRetries,
        candidates,
        maxOutputTokens,
        campaignId,
        historySummary);
  }

  public GrowthOptions withMaxRetries(int maxRetries) {
    return new GrowthOptions(
        model,
        escalationModel,
        maxRetries,
        maxParseRetries,
        infrastructureRetries,
        candidates,
        maxOutputTokens,
        campaignId,
        historySummary);
  }

  public GrowthOptions withMaxParseRetries(int maxParseRetries) {
    return new GrowthOptions(
        model,
        escalationModel,
        maxRetries,
        maxParseRetries,
        infrastructureRetries,
        candidates,
        maxOutputTokens,
        campaignId,
        historySummary);
  }

  public GrowthOptions withInfrastructureRetries(int infrastructureRetries) {
    return new GrowthOptions(
        model,
        escalationModel,
        maxRetries,
        maxParseRetries,
        infrastructureRetries,
        candidates,
        maxOutputTokens,
        campaignId,
        historySummary);
  }

  public GrowthOptions withCandidates(int candidates) {
    return new GrowthOptions(
        model,
        escalationModel,
        maxRetries,
        maxParseRetries,
        infrastructureRetries,
        candidates,
        maxOutputTokens,
        campaignId,
        historySummary);
  }

  public GrowthOptions withMaxOutputTokens(int maxOutputTokens) {
    return new GrowthOptions(
        model,
        escalationModel,
        maxRetries,
        maxParseRetries,
        infrastructureRetries,
        candidates,
        maxOutputTokens,
        campaignId,
        historySummary);
  }

  public GrowthOptions withCampaignId(String campaignId) {
    return new GrowthOptions(
        model,
        escalationModel,
        maxRetries,
        maxParseRetries,
        infrastructureRetries,
        candidates,
        maxOutputTokens,
        Optional.of(campaignId),
        historySummary);
  }

  /** So that the first requests of any number of growths are the same. */
  public GrowthOptions withoutHistorySummary() {
    return new GrowthOptions(
        model,
        escalationModel,
        maxRetries,
        maxParseRetries,
        infrastructureRetries,
        candidates,
        maxOutputTokens,
        campaignId,
        false);
  }

  private static void requireRange(String name, int value, int least, int most) {
    if (value < least || value > most) {
      throw new IllegalArgumentException(
          "%s must be %d to %d, not %d".formatted(name, least, most, value));
    }
  }
}
