package dev.cambrian.core.campaign;

import dev.cambrian.core.event.CampaignEvent;
import dev.cambrian.core.evolution.Arm;
import dev.cambrian.core.evolution.BetaPosterior;
import dev.cambrian.core.evolution.Gate;
import dev.cambrian.core.evolution.Node;
import dev.cambrian.core.evolution.Phase;
import dev.cambrian.core.evolution.Probability;
import java.util.Locale;

/** Says in one sentence what a campaign has come to, and no more than its data hold. */
final class ResultText {
  private ResultText() {}

  static String of(Campaign campaign) {
    return campaign.finished().map(it -> ended(campaign, it)).orElseGet(() -> open(campaign));
  }

  private static String open(Campaign campaign) {
    return "Not decided yet: %d of %d trials have a verdict."
        .formatted(campaign.search().scored(), campaign.settings().trials());
  }

  private static String ended(Campaign campaign, CampaignEvent.Finished end) {
    return switch (end.ending()) {
      case PROMOTED -> promoted(campaign, end);
      case BASE_STAYS -> stays(campaign, end);
      case CANCELLED ->
          "Cancelled before it was decided, nothing is claimed: %s.".formatted(end.reason());
      case STOPPED ->
          "Stopped before it was decided, nothing is claimed: %s.".formatted(end.reason());
    };
  }

  private static String promoted(Campaign campaign, CampaignEvent.Finished end) {
    int number = end.node().orElseThrow();
    Node node = campaign.nodes().get(number);
    Node base = campaign.nodes().getFirst();
    if (campaign.settings().againstItself()) {
      return "A false promotion: node %d is a copy of the base, and there is nothing better in it."
          .formatted(number);
    }
    Arm arm = campaign.settings().arm();
    if (arm == Arm.GREEDY || arm == Arm.BEST_OF_N) {
      return String.format(
          Locale.ROOT,
          "Node %d was taken for its count of successes, %s, the base having %s: that proves nothing, by the gate's rule it is better with a probability of %s.",
          number,
          text(node.posterior()),
          text(base.posterior()),
          Probability.text(Gate.better(node, base, campaign.settings().rules())));
    }
    return String.format(
        Locale.ROOT,
        "Node %d is promoted: it is better than the base with a probability of %s, the gate is %.2f; of fresh trials it lived in %s, the base in %s.",
        number,
        Probability.text(end.probabilityBetter().orElse(0)),
        campaign.settings().rules().gate(),
        text(node.posterior(Phase.CONFIRM)),
        text(base.posterior(Phase.CONFIRM)));
  }

  private static String stays(Campaign campaign, CampaignEvent.Finished end) {
    BetaPosterior base = campaign.nodes().getFirst().posterior();
    if (campaign.settings().arm() == Arm.BASE) {
      return "Only the base was tried, nothing was compared: it lived in %s, %s."
          .formatted(text(base), Watch.text(base));
    }
    return campaign.settings().againstItself()
        ? "No difference was found, as it has to be of copies of the base: %s."
            .formatted(end.reason())
        : "No difference was found: %s.".formatted(end.reason());
  }

  private static String text(BetaPosterior rate) {
    return "%d of %d".formatted(rate.successes(), rate.trials());
  }
}
