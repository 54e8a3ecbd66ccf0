package dev.cambrian.core.campaign;

import static dev.cambrian.core.campaign.Watch.TOLD;
import static dev.cambrian.core.campaign.Watch.text;

import dev.cambrian.core.campaign.Watch.Condition;
import dev.cambrian.core.event.CampaignEvent;
import dev.cambrian.core.evolution.BetaPosterior;
import dev.cambrian.core.evolution.Comparison;
import dev.cambrian.core.evolution.Phase;
import dev.cambrian.core.evolution.Probability;
import dev.cambrian.core.evolution.Search;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Watches a campaign with plain arithmetic. Each condition is told once: a notice begins with what
 * holds, up to the first colon, and what was told in these words is not told again.
 */
final class Monitor {
  /** Trials of the base, all alike, that say something. */
  static final int BASE_TRIALS = 8;

  /** Trials with a verdict after which spending can be projected. */
  static final int PROJECTED_FROM = 5;

  /** Failures of which {@link #CLUSTER} at one stage are a cluster. */
  static final int FAILURES = 10;

  static final double CLUSTER = 0.8;

  /** Mutants in a row that behave the same, each with as many trials as {@link #EACH}. */
  static final int ALIKE = 4;

  static final int EACH = 3;

  /** P(the base's rates differ) from which the model is said to have drifted. */
  static final double DRIFT = 0.9;

  /** Trials of each half, or phase, that are compared. */
  static final int DRIFT_TRIALS = 6;

  private Monitor() {}

  /** What is to be told now, in the order in which it was found. */
  static List<CampaignEvent> look(Campaign campaign) {
    if (campaign.finished().isPresent()) {
      return List.of();
    }
    return Stream.of(
            baseNeverLives(campaign),
            baseAlwaysLives(campaign),
            plateau(campaign),
            tokens(campaign),
            money(campaign),
            cluster(campaign),
            collapse(campaign),
            driftOfPhases(campaign),
            driftOfHalves(campaign),
            proposerRefused(campaign))
        .flatMap(Optional::stream)
        .filter(it -> !it.told(campaign.notices()))
        .<CampaignEvent>map(it -> it.event(campaign.id()))
        .toList();
  }

  private static Optional<Condition> baseNeverLives(Campaign campaign) {
    BetaPosterior base = campaign.nodes().getFirst().posterior();
    return Condition.where(
        base.trials() >= BASE_TRIALS && base.successes() == 0,
        "base-never-lives",
        "the base has not lived once",
        () -> "0 of %d trials, %s".formatted(base.trials(), text(base)),
        () -> TOLD + "; proposals go on from what failed");
  }

  private static Optional<Condition> baseAlwaysLives(Campaign campaign) {
    BetaPosterior base = campaign.nodes().getFirst().posterior();
    return Condition.where(
        base.trials() >= BASE_TRIALS && base.successes() == base.trials(),
        "base-always-lives",
        "the base has always lived, there may be nothing to gain",
        () -> "%d of %d trials, %s".formatted(base.successes(), base.trials(), text(base)),
        () -> TOLD);
  }

  private static Optional<Condition> plateau(Campaign campaign) {
    boolean searching =
        campaign.trials().stream().noneMatch(it -> it.started().phase() == Phase.CONFIRM);
    boolean flat = searching && !campaign.settings().againstItself() && Plateau.of(campaign);
    int best =
        campaign.nodes().stream()
            .filter(it -> it.posterior().trials() > 0)
            .max(Comparator.comparingDouble(it -> it.posterior().mean()))
            .map(it -> it.index())
            .orElse(0);
    BetaPosterior leader = campaign.nodes().get(best).posterior();
    return Condition.where(
        flat,
        "plateau",
        "node %d is still ahead".formatted(best),
        () ->
            "%d of %d trials; the last %d mutants that were tried are behind it"
                .formatted(leader.successes(), leader.trials(), Plateau.MUTANTS),
        () ->
            campaign.search().proposesNoMore()
                ? TOLD
                : "half of the next proposals write a section anew instead of editing it");
  }

  private static Optional<Condition> tokens(Campaign campaign) {
    return burn(
        campaign,
        campaign.settings().tokenBudget(),
        campaign.spending().tokens(),
        "the tokens do not suffice",
        campaign.spending().tokensKnown() ? "tokens" : "tokens or more",
        1);
  }

  private static Optional<Condition> money(Campaign campaign) {
    return burn(
        campaign,
        campaign.settings().microUsdBudget(),
        campaign.spending().microUsd(),
        "the money does not suffice",
        campaign.spending().costKnown() ? "US dollars" : "US dollars or more",
        1e6);
  }

  private static Optional<Condition> burn(
      Campaign campaign, long cap, long spent, String subject, String unit, double scale) {
    int scored = campaign.search().scored();
    int wanted = campaign.settings().trials();
    double projected = scored == 0 ? 0 : (double) spent / scored * wanted;
    return Condition.where(
        cap > 0 && scored >= PROJECTED_FROM && projected > cap,
        "budget-burn",
        subject,
        () ->
            "%s %s for %d of %d trials, %s at this rate for all, the cap is %s: it is reached after about %d"
                .formatted(
                    Watch.amount(spent / scale),
                    unit,
                    scored,
                    wanted,
                    Watch.amount(projected / scale),
                    Watch.amount(cap / scale),
                    (long) (cap / projected * wanted)),
        () -> TOLD + "; the campaign ends where the cap is reached");
  }

  private static Optional<Condition> cluster(Campaign campaign) {
    Map<String, Integer> places = new HashMap<>();
    for (Trial trial : campaign.trials()) {
      trial.scored().flatMap(Behaviour::failure).ifPresent(it -> places.merge(it, 1, Integer::sum));
    }
    int failures = places.values().stream().mapToInt(Integer::intValue).sum();
    return places.entrySet().stream()
        .filter(it -> failures >= FAILURES && it.getValue() >= CLUSTER * failures)
        .findFirst()
        .flatMap(
            it ->
                Condition.where(
                    true,
                    "failures-clustered",
                    "most failures are of one kind, " + it.getKey(),
                    () -> "%d of %d failed trials".formatted(it.getValue(), failures),
                    () -> TOLD));
  }

  private static Optional<Condition> collapse(Campaign campaign) {
    if (campaign.settings().againstItself()) {
      return Optional.empty();
    }
    List<Behaviour> tried =
        Behaviour.all(campaign).stream()
            .skip(1)
            .filter(it -> it.viability().trials() >= EACH)
            .toList();
    List<Behaviour> last = tried.subList(Math.max(0, tried.size() - ALIKE), tried.size());
    boolean same =
        last.size() == ALIKE
            && !last.getFirst().failures().isEmpty()
            && last.stream().allMatch(it -> it.alike(last.getFirst()));
    return Condition.where(
        same,
        "diversity-collapsed",
        "the latest mutants behave the same, failing at "
            + (same ? String.join(" and ", last.getFirst().failures().keySet()) : ""),
        () ->
            "nodes "
                + String.join(
                    ", ",
                    last.stream()
                        .map(
                            it ->
                                "%d (%d of %d lived)"
                                    .formatted(
                                        it.node(),
                                        it.viability().successes(),
                                        it.viability().trials()))
                        .toList()),
        () -> TOLD);
  }

  private static Optional<Condition> driftOfPhases(Campaign campaign) {
    var base = campaign.nodes().getFirst();
    return drift(
        campaign,
        "the base does not live as often as in the search, the model may have drifted",
        base.posterior(Phase.SEARCH),
        base.posterior(Phase.CONFIRM),
        "in the search",
        "as control of the confirmation");
  }

  private static Optional<Condition> driftOfHalves(Campaign campaign) {
    List<Boolean> lived = new ArrayList<>();
    campaign.trials().stream()
        .filter(it -> it.started().node() == 0 && it.scored().isPresent())
        .sorted(Comparator.comparingLong(Trial::endedVersion))
        .forEach(it -> lived.add(it.scored().orElseThrow().viable()));
    int half = lived.size() / 2;
    return drift(
        campaign,
        "the base does not live as often as at first, the model may have drifted",
        count(lived.subList(0, half)),
        count(lived.subList(half, lived.size())),
        "in the first half of its trials",
        "in the second");
  }

  private static BetaPosterior count(List<Boolean> lived) {
    return new BetaPosterior((int) lived.stream().filter(it -> it).count(), lived.size());
  }

  private static Optional<Condition> drift(
      Campaign campaign,
      String subject,
      BetaPosterior first,
      BetaPosterior then,
      String firstName,
      String thenName) {
    if (Math.min(first.trials(), then.trials()) < DRIFT_TRIALS) {
      return Optional.empty();
    }
    double prior = campaign.settings().rules().priorDifferent();
    // Either is greater, or they are one rate.
    double different =
        Comparison.better(first, then, prior) + Comparison.better(then, first, prior);
    return Condition.where(
        different >= DRIFT,
        "model-drift",
        subject,
        () ->
            "%d of %d %s, %d of %d %s, two rates with a probability of %s"
                .formatted(
                    first.successes(),
                    first.trials(),
                    firstName,
                    then.successes(),
                    then.trials(),
                    thenName,
                    Probability.text(different)),
        () -> TOLD + "; compare with the control of the same time alone");
  }

  private static Optional<Condition> proposerRefused(Campaign campaign) {
    Search search = campaign.search();
    int limit = search.rules().rejections();
    Map<String, Integer> rules = new HashMap<>();
    campaign.proposals().stream()
        .flatMap(it -> it.rejected().stream())
        .forEach(it -> rules.merge(it.rule(), 1, Integer::sum));
    return Condition.where(
        search.proposesNoMore(),
        "proposer-refused",
        "%d proposals in a row were refused".formatted(limit),
        () -> "by rule, of all, " + Watch.counts(rules),
        () -> "nothing more is proposed; the trials go to the specs that are there");
  }
}
