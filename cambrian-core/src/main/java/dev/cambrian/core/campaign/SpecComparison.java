package dev.cambrian.core.campaign;

import dev.cambrian.core.evolution.BetaPosterior;
import dev.cambrian.core.evolution.Comparison;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Two specs, of one campaign or of two, by all of their trials. It decides nothing: the trials are
 * not all fresh, and one that was chosen for its luck looks better than it is.
 *
 * @param difference of the shares that lived, second minus first; empty where one was not tried
 * @param secondBetter P(the second's rate is greater), 0 to 1, see {@link Comparison}
 * @param firstBetter P(the first's rate is greater); what is left to 1 is P(they are the same)
 * @param cautions why a difference might be none of the specs', each a sentence
 */
public record SpecComparison(
    Side first,
    Side second,
    Optional<Difference> difference,
    double secondBetter,
    double firstBetter,
    List<String> cautions) {

  /** A spec of a campaign. */
  public record Side(CampaignReport campaign, SpecReport spec) {
    /** As it is named: the campaign, a colon, the node. */
    public String name() {
      return campaign.campaignId() + ":" + spec.node();
    }

    /** Whether both are of one campaign: homes may have different ones of the same id. */
    public boolean sameCampaign(Side other) {
      return campaign.campaignId().equals(other.campaign.campaignId())
          && campaign.started().equals(other.campaign.started());
    }

    /** Whether the trials of one are those of the other, or the first of them. */
    private boolean sameTrials(Side other) {
      return sameCampaign(other) && spec.node() == other.spec.node();
    }
  }

  public SpecComparison {
    cautions = List.copyOf(cautions);
  }

  public static SpecComparison of(Side first, Side second) {
    BetaPosterior one = first.spec().whole();
    BetaPosterior other = second.spec().whole();
    boolean same = first.spec().specHash().equals(second.spec().specHash());
    double prior = first.campaign().settings().rules().priorDifferent();
    return new SpecComparison(
        first,
        second,
        Difference.of(List.of(new Difference.Stratum(other, one))),
        Comparison.better(other, one, prior),
        Comparison.better(one, other, prior),
        cautions(first, second, same));
  }

  private static List<String> cautions(Side first, Side second, boolean same) {
    List<String> cautions = new ArrayList<>();
    CampaignReport one = first.campaign();
    CampaignReport other = second.campaign();
    if (first.sameTrials(second)) {
      cautions.add(
          first.spec().whole().equals(second.spec().whole())
              ? "Both are one and the same spec with the same trials: there is nothing to tell."
              : "Both are one and the same spec of one campaign, at two times: the trials of the earlier are among those of the later, and there is nothing to tell.");
    } else if (same) {
      cautions.add("Both are one and the same text: what differs is chance, or the model.");
    }
    if (!one.settings().model().equals(other.settings().model())) {
      cautions.add("The models differ.");
    }
    if (!first.sameCampaign(second)) {
      cautions.add(
          "The trials were made at different times: a drift of the model would look the same.");
    }
    if (first.spec().whole().trials() == 0 || second.spec().whole().trials() == 0) {
      cautions.add("One of them has no trial that counts: nothing can be said.");
    }
    return cautions;
  }

  /** Whether there is anything to be told by: two specs, each with a trial that counts. */
  public boolean tells() {
    return first.spec().whole().trials() > 0
        && second.spec().whole().trials() > 0
        && !first.sameTrials(second);
  }

  /** P(the two rates are one and the same), 0 to 1. */
  public double same() {
    return Math.clamp(1 - secondBetter - firstBetter, 0, 1);
  }
}
