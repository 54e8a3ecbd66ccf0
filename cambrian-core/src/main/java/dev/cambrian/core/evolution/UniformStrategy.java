package dev.cambrian.core.evolution;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * The control that learns nothing while it goes: the same tree, but parents by lot and trials to
 * whoever has had the fewest, to the last one. The same gate decides on all of them.
 */
final class UniformStrategy implements Strategy {
  @Override
  public Decision next(Search search, Draws draws) {
    int pulls = search.pulls(Phase.SEARCH);
    if (pulls < search.trials()) {
      return TreeStrategy.search(search, pulls, new Evenly(), draws);
    }
    if (search.pending() > 0 || search.proposals() > 0) {
      return new Decision.Await();
    }
    BetaPosterior base = search.base().posterior();
    List<Node> mutants = search.nodes().stream().skip(1).toList();
    Optional<Node> best =
        mutants.stream()
            .max(
                Comparator.comparingDouble((Node it) -> it.posterior().mean())
                    .thenComparingInt(it -> -it.length()));
    double better =
        best.map(it -> Comparison.better(it.posterior(), base, search.rules().priorDifferent()))
            .orElse(0.0);
    return new Decision.Finish(
        new Conclusion(
            best.filter(it -> better >= search.rules().gate()).map(Node::index),
            OptionalDouble.of(better),
            "the best mutant is better with a probability of %s"
                .formatted(search.probability(better))));
  }
}
