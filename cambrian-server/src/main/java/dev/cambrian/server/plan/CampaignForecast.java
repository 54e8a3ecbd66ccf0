package dev.cambrian.server.plan;

import dev.cambrian.core.campaign.Campaign;
import dev.cambrian.core.campaign.Campaigns;
import dev.cambrian.core.evolution.Arm;
import dev.cambrian.core.evolution.CampaignSettings;
import dev.cambrian.core.evolution.Plan;
import dev.cambrian.core.history.History;
import dev.cambrian.core.llm.Prices;
import dev.cambrian.core.pipeline.Grower;
import dev.cambrian.core.pipeline.GrowthOptions;
import dev.cambrian.core.spec.Spec;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What a campaign was expected to cost, by what was known when it began.
 *
 * @param past of its base, at that time
 * @param proposals expected; empty of a control, and where so many trials are not planned
 */
public record CampaignForecast(Expense expense, SpecPast past, OptionalDouble proposals) {
  private static final double ASSUMED_BASE = 0.5;
  private static final double EFFECT = 0.1;
  private static final long SEED = 1;

  /**
   * Computes it; takes a second.
   *
   * @throws dev.cambrian.core.campaign.CampaignException if its base was never registered
   */
  public static CampaignForecast of(History history, Campaign campaign, Prices prices) {
    CampaignSettings settings = campaign.settings();
    Spec spec = Campaigns.base(history, campaign);
    SpecPast past =
        SpecPast.of(history, spec.hash(), Optional.of(settings.model()), campaign.startedAt());
    OptionalDouble proposals = proposals(settings, past);
    return new CampaignForecast(
        Expense.of(
            settings.trials(),
            settings.parallel(),
            proposals.orElse(0),
            spec,
            Grower.firstRequest(spec, GrowthOptions.of(settings.model()).withoutHistorySummary()),
            past,
            prices,
            Optional.of(settings.model()),
            Optional.of(settings.proposerModel())),
        past,
        proposals);
  }

  private static OptionalDouble proposals(CampaignSettings settings, SpecPast past) {
    if (settings.arm() != Arm.TREE
        || settings.againstItself()
        || settings.trials() > Plan.MOST_TRIALS) {
      return OptionalDouble.empty();
    }
    double rate = past.tries().trials() > 0 ? past.tries().mean() : ASSUMED_BASE;
    return OptionalDouble.of(
        Plan.proposals(
            new Plan.Asked(
                settings.rules(), settings.trials(), settings.parallel(), rate, EFFECT, SEED)));
  }
}
