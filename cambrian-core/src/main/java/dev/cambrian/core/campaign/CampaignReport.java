package dev.cambrian.core.campaign;

import dev.cambrian.core.event.CampaignEvent;
import dev.cambrian.core.evolution.CampaignSettings;
import dev.cambrian.core.history.CampaignStatus;
import dev.cambrian.core.history.History;
import dev.cambrian.core.spec.Specs;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * All that is reported of a campaign, whether it runs or is over.
 *
 * @param note why it is run
 * @param paused why nothing new begins
 * @param latest of its events
 * @param finished how it ended; its reason is ours or a person's
 * @param result in one sentence that claims no more than the data hold
 * @param specs of all nodes, in their order
 * @param bestOfN the control at equal cost, computed
 * @param rejections of proposals, by rule
 * @param abandoned proposals, by what came between
 * @param voided trials, by what came between
 * @param sections what changing each has done
 */
public record CampaignReport(
    String campaignId,
    String baseHash,
    CampaignSettings settings,
    Optional<String> note,
    CampaignStatus status,
    Optional<String> paused,
    Instant started,
    Instant latest,
    Optional<CampaignEvent.Finished> finished,
    String result,
    List<SpecReport> specs,
    Optional<BestOfN> bestOfN,
    Trials trials,
    SortedMap<String, Integer> rejections,
    SortedMap<String, Integer> abandoned,
    SortedMap<String, Integer> voided,
    List<CampaignEvent.MonitorTriggered> notices,
    Spending spending,
    Attribution sections) {

  /**
   * @param wanted with a verdict
   */
  public record Trials(int wanted, int scored, int viable, int open) {}

  /**
   * What the answers took.
   *
   * @param trialTokens input and output, of the trials that count
   * @param proposalTokens input and output
   * @param voidedTokens input and output, of the trials that ended without a verdict
   * @param untold trials without a verdict of which nobody knows what they took: an earlier version
   *     did not write it; it is in no figure
   * @param tokensKnown whether every provider told them
   * @param microUsd millionths of a US dollar, of all answers; empty where a price is unknown
   */
  public record Spending(
      long trialTokens,
      long proposalTokens,
      long voidedTokens,
      int untold,
      boolean tokensKnown,
      OptionalLong microUsd) {
    /** Of all of them. */
    public long tokens() {
      return trialTokens + proposalTokens + voidedTokens;
    }
  }

  public CampaignReport {
    specs = List.copyOf(specs);
    notices = List.copyOf(notices);
    rejections = Collections.unmodifiableSortedMap(new TreeMap<>(rejections));
    abandoned = Collections.unmodifiableSortedMap(new TreeMap<>(abandoned));
    voided = Collections.unmodifiableSortedMap(new TreeMap<>(voided));
  }

  /**
   * Of a campaign in that history.
   *
   * @throws dev.cambrian.core.history.HistoryException.Corrupt if a spec or report of it is not
   *     stored
   */
  public static CampaignReport of(Campaign campaign, History history) {
    Attributions attributions =
        new Attributions(
            campaign,
            new Offspring(campaign, history),
            node -> Specs.parse("SPEC.md", Campaigns.specBytes(history, campaign.specHash(node))),
            Difference::of);
    return of(campaign, attributions.of(Long.MAX_VALUE));
  }

  /**
   * The same of the campaign alone, quickly: nothing is told of what changing sections has done.
   */
  public static CampaignReport withoutSections(Campaign campaign) {
    return of(campaign, new Attribution(List.of()));
  }

  static CampaignReport of(Campaign campaign, Attribution sections) {
    List<SpecReport> specs = SpecReport.all(campaign);
    int scored = campaign.search().scored();
    long trialTokens = specs.stream().mapToLong(SpecReport::tokens).sum();
    Campaign.Spending spent = campaign.spending();
    return new CampaignReport(
        campaign.id(),
        campaign.started().baseHash(),
        campaign.settings(),
        campaign.started().note(),
        status(campaign),
        campaign.paused(),
        campaign.startedAt(),
        campaign.latest(),
        campaign.finished(),
        ResultText.of(campaign),
        specs,
        BestOfN.of(campaign.nodes().getFirst().posterior(), scored),
        new Trials(
            campaign.settings().trials(),
            scored,
            specs.stream().mapToInt(it -> it.whole().successes()).sum(),
            (int) campaign.trials().stream().filter(Trial::open).count()),
        counts(campaign.proposals(), it -> it.rejected().map(CampaignEvent.ProposalRejected::rule)),
        counts(campaign.proposals(), it -> it.abandoned().map(end -> end.kind().id())),
        counts(campaign.trials(), it -> it.voided().map(end -> end.kind().id())),
        campaign.notices(),
        new Spending(
            trialTokens,
            spent.tokens() - trialTokens - spent.voidedTokens(),
            spent.voidedTokens(),
            spent.untold(),
            spent.tokensKnown(),
            spent.costKnown() ? OptionalLong.of(spent.microUsd()) : OptionalLong.empty()),
        sections);
  }

  private static CampaignStatus status(Campaign campaign) {
    if (campaign.finished().isPresent()) {
      return CampaignStatus.FINISHED;
    }
    return campaign.paused().isPresent() ? CampaignStatus.PAUSED : CampaignStatus.RUNNING;
  }

  private static <T> SortedMap<String, Integer> counts(
      Collection<T> all, Function<T, Optional<String>> what) {
    return all.stream()
        .flatMap(it -> what.apply(it).stream())
        .collect(Collectors.toMap(it -> it, _ -> 1, Integer::sum, TreeMap::new));
  }

  /** From its start to its last event. */
  public Duration wallTime() {
    Duration time = Duration.between(started, latest);
    return time.isNegative() ? Duration.ZERO : time;
  }

  /** The spec that the campaign ends with: the promoted, else the base. */
  public SpecReport outcome() {
    return specs.get(finished.flatMap(CampaignEvent.Finished::node).orElse(0));
  }
}
