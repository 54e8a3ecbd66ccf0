package dev.cambrian.core.evolution;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Fresh trials of the most promising mutants and, between them, of the base: what made a mutant
 * look promising is no proof, for of many the luckiest were chosen. The base has at least {@link
 * #CONTROL} of them, the others are dealt out by top-two Thompson sampling (Russo, Simple Bayesian
 * Algorithms for Best-Arm Identification, 2020).
 */
final class Confirmation {
  /** The share of the base: each mutant is compared with it. */
  private static final double CONTROL = 0.4;

  private static final int CHALLENGERS = 20;

  private Confirmation() {}

  static Decision next(Search search, int confirming, Draws draws) {
    List<Node> finalists = finalists(search);
    if (finalists.isEmpty()) {
      return new Decision.Finish(
          new Conclusion(
              Optional.empty(), OptionalDouble.empty(), "no mutant did as well as its base"));
    }
    int pulls = search.pulls(Phase.CONFIRM);
    if (pulls < confirming) {
      return new Decision.Try(
          choose(search.base(), finalists, pulls, draws).index(), Phase.CONFIRM);
    }
    if (search.pending() > 0) {
      return new Decision.Await();
    }
    return new Decision.Finish(conclude(search, finalists));
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

  private static Node choose(Node base, List<Node> finalists, int pulls, Draws draws) {
    if (base.pulls(Phase.CONFIRM) <= CONTROL * pulls) {
      return base;
    }
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

  private static Conclusion conclude(Search search, List<Node> finalists) {
    Rules rules = search.rules();
    Node base = search.base();
    List<Node> passing =
        finalists.stream().filter(it -> Gate.better(it, base, rules) >= rules.gate()).toList();
    if (passing.isEmpty()) {
      double nearest =
          finalists.stream().mapToDouble(it -> Gate.better(it, base, rules)).max().orElse(0);
      return new Conclusion(
          Optional.empty(),
          OptionalDouble.of(nearest),
          String.format(
              Locale.ROOT,
              "the best mutant is better with a probability of %.2f, the gate is %.2f",
              nearest,
              rules.gate()));
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
        String.format(Locale.ROOT, "better than the base with a probability of %.2f", better));
  }
}
