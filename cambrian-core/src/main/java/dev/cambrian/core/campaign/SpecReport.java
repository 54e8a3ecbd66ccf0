package dev.cambrian.core.campaign;

import dev.cambrian.core.event.CampaignEvent;
import dev.cambrian.core.evolution.BetaPosterior;
import dev.cambrian.core.evolution.Comparison;
import dev.cambrian.core.evolution.Gate;
import dev.cambrian.core.evolution.Node;
import dev.cambrian.core.evolution.Operator;
import dev.cambrian.core.evolution.Phase;
import dev.cambrian.core.evolution.Rules;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * One spec of a campaign and what is known of it.
 *
 * @param node 0 for the base
 * @param donor of a transplanted section
 * @param proposerModel that made it
 * @param rationale the proposer's own words: do not trust them
 * @param bytes of the spec
 * @param betterThanBase 0 to 1: by {@link Gate} once there are fresh trials of both, before by all
 *     trials as {@link Comparison} has it, which is no confirmation; empty for the base and where
 *     either was not tried
 * @param passesGate whether it was confirmed by as many trials and with at least the probability
 *     that the rules ask
 * @param voided its trials that count for nothing; what they used is not among its tokens
 * @param tokens of the trials that count
 * @param microUsd of the same; empty where a price is unknown
 * @param elapsed of the same, one after the other
 */
public record SpecReport(
    int node,
    String specHash,
    OptionalInt parent,
    Optional<Operator> operator,
    Optional<String> section,
    Optional<Integer> donor,
    Optional<String> proposerModel,
    String rationale,
    int bytes,
    BetaPosterior search,
    BetaPosterior confirm,
    BetaPosterior whole,
    OptionalDouble betterThanBase,
    boolean passesGate,
    int voided,
    long tokens,
    boolean tokensKnown,
    OptionalLong microUsd,
    Duration elapsed,
    Behaviour behaviour) {

  static List<SpecReport> all(Campaign campaign) {
    List<Behaviour> behaviours = Behaviour.all(campaign);
    List<Cost> costs = new ArrayList<>();
    campaign.nodes().forEach(_ -> costs.add(new Cost()));
    campaign.trials().forEach(it -> costs.get(it.started().node()).add(it));
    return campaign.nodes().stream()
        .map(it -> of(campaign, it, costs.get(it.index()), behaviours.get(it.index())))
        .toList();
  }

  private static SpecReport of(Campaign campaign, Node node, Cost cost, Behaviour behaviour) {
    Optional<Proposal> origin = campaign.origin(node.index());
    Node base = campaign.nodes().getFirst();
    OptionalDouble better = better(node, base, campaign.settings().rules());
    return new SpecReport(
        node.index(),
        campaign.specHash(node.index()),
        node.parent(),
        origin.map(it -> it.asked().operator()),
        origin.flatMap(it -> it.asked().section()),
        origin.flatMap(it -> it.asked().donor()),
        origin.flatMap(Proposal::answered).map(CampaignEvent.ProposalAnswered::producerModel),
        origin
            .flatMap(Proposal::accepted)
            .map(CampaignEvent.ProposalAccepted::rationale)
            .orElse(""),
        node.length(),
        node.posterior(Phase.SEARCH),
        node.posterior(Phase.CONFIRM),
        node.posterior(),
        better,
        node.index() > 0 && Gate.passes(node, base, campaign.settings().rules()),
        cost.voided,
        cost.tokens,
        cost.tokensKnown,
        cost.costKnown ? OptionalLong.of(cost.microUsd) : OptionalLong.empty(),
        cost.elapsed,
        behaviour);
  }

  private static OptionalDouble better(Node node, Node base, Rules rules) {
    if (node.index() == 0 || node.posterior().trials() == 0 || base.posterior().trials() == 0) {
      return OptionalDouble.empty();
    }
    return OptionalDouble.of(
        confirmed(node) && confirmed(base)
            ? Gate.better(node, base, rules)
            : Comparison.better(node.posterior(), base.posterior(), rules.priorDifferent()));
  }

  private static boolean confirmed(Node node) {
    return node.posterior(Phase.CONFIRM).trials() > 0;
  }

  /** What the trials of one spec took. */
  private static final class Cost {
    private int voided;
    private long tokens;
    private boolean tokensKnown = true;
    private long microUsd;
    private boolean costKnown = true;
    private Duration elapsed = Duration.ZERO;

    void add(Trial trial) {
      voided += trial.voided().isPresent() ? 1 : 0;
      trial.scored().ifPresent(this::add);
    }

    private void add(CampaignEvent.TrialScored scored) {
      tokens += scored.usage().total();
      tokensKnown &= scored.usageKnown();
      microUsd += scored.costMicroUsd().orElse(0);
      costKnown &= scored.costMicroUsd().isPresent();
      elapsed = elapsed.plus(scored.elapsed());
    }
  }
}
