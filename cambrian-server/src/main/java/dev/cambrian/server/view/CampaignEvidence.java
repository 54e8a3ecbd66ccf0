package dev.cambrian.server.view;

import dev.cambrian.core.campaign.CampaignReport;
import dev.cambrian.core.campaign.SpecReport;
import dev.cambrian.core.evolution.Arm;
import dev.cambrian.core.evolution.BetaPosterior;
import dev.cambrian.core.evolution.Comparison;
import dev.cambrian.core.evolution.Ending;
import dev.cambrian.core.evolution.Probability;
import dev.cambrian.core.evolution.Publishing;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What stands behind a promotion: how many fresh trials there are of the promoted spec and of the
 * base, what they are enough for, and why this spec was taken and no other that passes. It decides
 * nothing.
 *
 * @param node that was promoted
 * @param fresh trials of it, which confirm
 * @param base fresh trials of the base
 * @param ifOneFailed P(better than base), 0 to 1, had one more fresh trial of the node failed
 * @param choices a sentence for each other spec that passes the gate
 */
public record CampaignEvidence(
    int node, BetaPosterior fresh, BetaPosterior base, double ifOneFailed, List<String> choices) {
  /** Fresh trials of each side below which a result is not published. */
  public static final int ENOUGH = Publishing.FRESH_TRIALS;

  public CampaignEvidence {
    choices = List.copyOf(choices);
  }

  /** Of a campaign that ended with a promotion by the gate; of no other. */
  public static Optional<CampaignEvidence> of(CampaignReport report) {
    Arm arm = report.settings().arm();
    boolean byGate = arm == Arm.TREE || arm == Arm.UNIFORM;
    return report
        .finished()
        .filter(it -> byGate && it.ending() == Ending.PROMOTED)
        .flatMap(it -> it.node())
        .map(node -> of(report, report.specs().get(node)));
  }

  private static CampaignEvidence of(CampaignReport report, SpecReport promoted) {
    SpecReport base = report.specs().getFirst();
    double prior = report.settings().rules().priorDifferent();
    double ifOneFailed =
        Math.min(
            greater(oneFailureMore(promoted.confirm()), base.confirm()),
            Comparison.better(oneFailureMore(promoted.whole()), base.whole(), prior));
    return new CampaignEvidence(
        promoted.node(),
        promoted.confirm(),
        base.confirm(),
        ifOneFailed,
        choices(report, promoted));
  }

  private static BetaPosterior oneFailureMore(BetaPosterior rate) {
    return new BetaPosterior(rate.successes(), rate.trials() + 1);
  }

  /** Both rates being independent. */
  private static double greater(BetaPosterior one, BetaPosterior other) {
    return Comparison.better(one, other, 1);
  }

  public boolean tooFew() {
    return missing(fresh) + missing(base) > 0;
  }

  private static int missing(BetaPosterior side) {
    return Math.max(0, ENOUGH - side.trials());
  }

  /** How many fresh trials of each side there are. */
  public String counts() {
    return "Fresh trials behind it: %s of node %d (%d lived), %s of the base (%d lived)."
        .formatted(fresh.trials(), node, fresh.successes(), base.trials(), base.successes());
  }

  /** What is to be said against it; empty where there are enough of both. */
  public Optional<String> caution() {
    if (!tooFew()) {
      return Optional.empty();
    }
    List<String> more = new ArrayList<>();
    if (missing(fresh) > 0) {
      more.add("%d more of node %d".formatted(missing(fresh), node));
    }
    if (missing(base) > 0) {
      more.add("%d more of the base".formatted(missing(base)));
    }
    return Optional.of(
        String.format(
            Locale.ROOT,
            "Too few to publish, whatever the probability: had one more fresh trial of node %d failed, it would be %s. %s would give %d on each side, which a campaign that is finished cannot take: begin another, with a greater --budget ('campaign plan' tells how often it can be published).",
            node,
            Probability.text(ifOneFailed),
            capital(String.join(" and ", more)),
            ENOUGH));
  }

  private static String capital(String text) {
    return text.substring(0, 1).toUpperCase(Locale.ROOT) + text.substring(1);
  }

  private static List<String> choices(CampaignReport report, SpecReport promoted) {
    double gate = report.settings().rules().gate();
    List<SpecReport> others =
        report.specs().stream()
            .filter(it -> it.node() > 0 && it.node() != promoted.node() && it.passesGate())
            .sorted(Comparator.comparingDouble(it -> -it.whole().mean()))
            .toList();
    return others.stream().map(it -> choice(it, promoted, gate)).toList();
  }

  private static String choice(SpecReport other, SpecReport promoted, double gate) {
    String known =
        String.format(
            Locale.ROOT,
            "Node %d passes the gate, too (P %s, it lived in %d of %d)",
            other.node(),
            Probability.text(other.betterThanBase().orElse(0)),
            other.whole().successes(),
            other.whole().trials());
    if (other.whole().mean() <= promoted.whole().mean()) {
      return known + ", and does no better than node %d.".formatted(promoted.node());
    }
    return String.format(
        Locale.ROOT,
        "%s, but cannot be told apart from node %d: even if the two are taken to differ, it is the better one with a probability of %s, below the gate of %.2f. Of such specs the shortest is taken: node %d has %,d bytes, node %d has %,d.",
        known,
        promoted.node(),
        Probability.text(greater(other.whole(), promoted.whole())),
        gate,
        promoted.node(),
        promoted.bytes(),
        other.node(),
        other.bytes());
  }

  /** All of it in sentences, the caution first. */
  public List<String> sentences() {
    List<String> all = new ArrayList<>();
    all.add(counts() + caution().map(" "::concat).orElse(""));
    all.addAll(choices);
    return all;
  }
}
