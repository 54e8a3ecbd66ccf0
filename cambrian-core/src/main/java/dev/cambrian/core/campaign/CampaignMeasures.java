package dev.cambrian.core.campaign;

import dev.cambrian.core.evolution.Ending;
import dev.cambrian.core.examine.AdaptiveChecks;
import dev.cambrian.core.examine.ChecksException;
import dev.cambrian.core.examine.ChecksFile;
import dev.cambrian.core.examine.Tier;
import dev.cambrian.core.examine.Tiers;
import dev.cambrian.core.history.CampaignRecord;
import dev.cambrian.core.history.History;
import dev.cambrian.core.spec.Contract;
import dev.cambrian.core.verdict.CheckSet;
import dev.cambrian.core.verdict.Measures;
import dev.cambrian.core.verdict.PerformanceGoal;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What the trials of a campaign are measured by besides their verdict, for information: the
 * adaptive checks that are carried for its base, and load where test tier 3 is open. A campaign
 * that is gone on with is measured as it was when it began.
 *
 * @param told that in one line
 */
public record CampaignMeasures(Measures measures, String told) {
  /**
   * Finds them; checks that are carried into a campaign which has no trial yet age by it.
   *
   * @param home with the adaptive checks; where they cannot be read or written there are none, and
   *     the line says why
   * @throws dev.cambrian.core.history.HistoryException if the history cannot be read
   */
  public static CampaignMeasures of(History history, Path home, Campaign campaign) {
    Measures measures = Measures.NONE;
    String checks;
    try {
      List<AdaptiveChecks> carried = carried(history, home, campaign);
      List<Contract> contracts = AdaptiveChecks.of(carried, campaign.id());
      measures = measures.with(CheckSet.ADAPTIVE, contracts);
      checks =
          contracts.isEmpty()
              ? "no adaptive checks"
              : "%d adaptive checks that come from %s"
                  .formatted(
                      contracts.size(),
                      carried.stream()
                          .map(AdaptiveChecks::campaign)
                          .collect(Collectors.joining(", ")));
    } catch (ChecksException e) {
      checks = "no adaptive checks, since " + e.getMessage();
    }
    Tier open = Tiers.open(rates(history, campaign));
    if (open == Tier.PERFORMANCE) {
      measures = measures.withPerformance(PerformanceGoal.DEFAULT);
    }
    return new CampaignMeasures(
        measures,
        "measured for information: %s; test tier %d is open, so %s"
            .formatted(
                checks,
                open.number(),
                open == Tier.PERFORMANCE
                    ? "what starts is put under load"
                    : "nothing is put under load"));
  }

  /** Those that are active in it, the oldest first. */
  private static List<AdaptiveChecks> carried(History history, Path home, Campaign campaign) {
    String id = campaign.id();
    boolean begun = !campaign.trials().isEmpty() || campaign.finished().isPresent();
    List<AdaptiveChecks> carried =
        ChecksFile.all(home).stream()
            .filter(it -> it.specHash().equals(campaign.started().baseHash()))
            .filter(it -> begun ? it.carriedInto().contains(id) : it.activeIn(id))
            .sorted(Comparator.comparing(it -> started(history, it.campaign())))
            .toList();
    for (AdaptiveChecks checks : carried) {
      if (!checks.carriedInto().contains(id)) {
        ChecksFile.write(home, checks.carried(id));
      }
    }
    return carried;
  }

  private static Instant started(History history, String campaign) {
    return history.campaign(campaign).map(CampaignRecord::started).orElse(Instant.MIN);
  }

  /** Of the last campaigns of the same base that were over when this one began. */
  private static List<Map<Tier, Double>> rates(History history, Campaign campaign) {
    return history.campaigns().stream()
        .filter(it -> it.baseHash().equals(campaign.started().baseHash()))
        .filter(it -> it.ending().isPresent() && it.ending().get() != Ending.CANCELLED)
        .filter(it -> it.completed().map(end -> !end.isAfter(campaign.startedAt())).orElse(false))
        .filter(it -> it.trials().scored() > 0)
        .limit(Tiers.CAMPAIGNS)
        .map(it -> Campaigns.find(history, it.campaignId()))
        .flatMap(Optional::stream)
        .map(it -> rates(TrialReports.of(history, it)))
        .toList()
        .reversed();
  }

  /** An answer that is no artifact reached no tier. */
  private static Map<Tier, Double> rates(TrialReports trials) {
    Map<Tier, Double> rates = Tiers.rates(trials.reports());
    rates.replaceAll((_, rate) -> rate * trials.reports().size() / trials.trials());
    return rates;
  }
}
