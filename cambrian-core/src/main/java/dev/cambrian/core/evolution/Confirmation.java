package dev.cambrian.core.evolution;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Fresh trials of the most promising mutants and, between them, of the base: what made a mutant
 * look promising is no proof, for of many the luckiest were chosen. The base has at least {@link
 * #CONTROL} of them, the others are dealt out by top-two Thompson sampling (Russo, Simple Bayesian
 * Algorithms for Best-Arm Identification, 2020). What cannot have {@link Rules#leastFresh} of them
 * any more gets none, and what has done best so far gets the last ones where it needs them all.
 */
final class Confirmation {
  /** The share of the base: each mutant is compared with it. */
  private static final double CONTROL = 0.4;

  private static final int CHALLENGERS = 20;

  private Confirmation() {}

  static Decision next(Search search, int confirming, Draws draws) {
    List<Node> finalists = finalists(search);
    if (finalists.isEmpty()) {
      String reason = "no mutant did as well as its base";
      return new Decision.Finish(
          new Conclusion(
              Optional.empty(),
              OptionalDouble.empty(),
              tooFew(search, confirming).map(it -> reason + ", and " + it).orElse(reason)));
    }
    int pulls = search.pulls(Phase.CONFIRM);
    if (pulls < confirming) {
      return new Decision.Try(choose(search, finalists, confirming, draws).index(), Phase.CONFIRM);
    }
    if (search.pending() > 0) {
      return new Decision.Await();
    }
    return new Decision.Finish(conclude(search, finalists, confirming));
  }

  /** By what the search alone says, so that they stay the same while they are confirmed. */
  static List<Node> finalists(Search search) {
    double least = search.base().posterior(Phase.SEARCH).mean();
    return search.nodes().stream()
        .skip(1)
        .filter(it -> it.posterior(Phase.SEARCH).trials() > 0)
        .filter(it -> it.posterior(Phase.SEARCH).mean() >= least)
        .sorted(
            Comparator.comparingDouble((Node it) -> -it.posterior(Phase.SEARCH).mean())
                .thenComparingInt(Node::length)
                .thenComparingInt(Node::index))
        .limit(search.rules().finalists())
        .toList();
  }

  private static Node choose(Search search, List<Node> finalists, int confirming, Draws draws) {
    int pulls = search.pulls(Phase.CONFIRM);
    Node base = search.base();
    if (base.pulls(Phase.CONFIRM) <= CONTROL * pulls) {
      return base;
    }
    if (search.rules().leastFresh() == 1) {
      return toMutant(finalists, draws);
    }
    int left = confirming - pulls;
    int forMutants = left - Math.max(missing(search, base), control(base, pulls, confirming));
    if (forMutants <= 0) {
      return base;
    }
    List<Node> able = finalists.stream().filter(it -> missing(search, it) <= forMutants).toList();
    if (able.isEmpty()) {
      return toMutant(finalists, draws);
    }
    Node best = Thompson.highest(able, it -> it.posterior().mean());
    return missing(search, best) == forMutants ? best : toMutant(able, draws);
  }

  /** The fresh trials that a spec has not had of those without which there is no promotion. */
  private static int missing(Search search, Node node) {
    return Math.max(0, search.rules().leastFresh() - node.pulls(Phase.CONFIRM));
  }

  /** How many of the trials that are left will be the base's for its share. */
  private static int control(Node base, int pulls, int confirming) {
    int had = base.pulls(Phase.CONFIRM);
    int more = 0;
    for (int at = pulls; at < confirming; at++) {
      more += had + more <= CONTROL * at ? 1 : 0;
    }
    return more;
  }

  private static Node toMutant(List<Node> finalists, Draws draws) {
    Node leader = Thompson.highest(finalists, it -> it.draw(draws));
    if (finalists.size() == 1 || draws.coin()) {
      return leader;
    }
    for (int i = 0; i < CHALLENGERS; i++) {
      Node challenger = Thompson.highest(finalists, it -> it.draw(draws));
      if (challenger != leader) {
        return challenger;
      }
    }
    return leader;
  }

  private static Conclusion conclude(Search search, List<Node> finalists, int confirming) {
    Rules rules = search.rules();
    Node base = search.base();
    List<Node> passing = finalists.stream().filter(it -> Gate.passes(it, base, rules)).toList();
    if (passing.isEmpty()) {
      Node nearest = Thompson.highest(finalists, it -> Gate.better(it, base, rules));
      return new Conclusion(
          Optional.empty(),
          OptionalDouble.of(Gate.better(nearest, base, rules)),
          tooFew(search, confirming).orElseGet(() -> stays(search, nearest)));
    }
    Node best = Thompson.highest(passing, it -> it.posterior().mean());
    Node chosen =
        passing.stream()
            .filter(it -> Comparison.greater(best.posterior(), it.posterior()) < rules.gate())
            .min(
                Comparator.comparingInt(Node::length)
                    .thenComparingInt(it -> it == best ? 0 : 1)
                    .thenComparingInt(Node::index))
            .orElse(best);
    double better = Gate.better(chosen, base, rules);
    return new Conclusion(
        Optional.of(chosen.index()),
        OptionalDouble.of(better),
        "better than the base with a probability of %s".formatted(search.probability(better)));
  }

  /** Why the mutant that came nearest is not promoted. */
  private static String stays(Search search, Node nearest) {
    Rules rules = search.rules();
    double better = Gate.better(nearest, search.base(), rules);
    String sure =
        "the best mutant is better with a probability of %s, the gate is %s"
            .formatted(search.probability(better), Probability.rounded(rules.gate()));
    return better < rules.gate()
        ? sure
        : "%s; but of fresh trials it has %d and the base %d, at least %d of each are asked for"
            .formatted(
                sure,
                nearest.posterior(Phase.CONFIRM).trials(),
                search.base().posterior(Phase.CONFIRM).trials(),
                rules.leastFresh());
  }

  /** Says that no mutant can be promoted, whatever came of the trials. */
  private static Optional<String> tooFew(Search search, int confirming) {
    int least = search.rules().leastFresh();
    return least > 1 && confirming < 2 * least
        ? Optional.of(
            "%d trials are too few for any promotion: it takes %d fresh trials of a mutant and %d of the base, and only %d of all are fresh"
                .formatted(search.trials(), least, least, confirming))
        : Optional.empty();
  }
}
