package dev.cambrian.core.evolution;

import java.util.ArrayList;
import java.util.List;

/**
 * A tree of specs grows while it is searched; then the best are confirmed. A spec is added whenever
 * the trials to the power of {@link Rules#expansion} reach the number of specs (Wang et al.,
 * Huxley-Gödel Machine, 2025, after the progressive widening of Coulom, 2007).
 */
record TreeStrategy(Allocation allocation) implements Strategy {
  @Override
  public Decision next(Search search, Draws draws) {
    int confirming = (int) Math.round(search.trials() * search.rules().confirmShare());
    int searching = search.trials() - confirming;
    int pulls = search.pulls(Phase.SEARCH);
    if (pulls < searching) {
      return search(search, pulls, draws);
    }
    if (search.proposals() > 0 || search.pulls(Phase.SEARCH) > scored(search)) {
      return new Decision.Await();
    }
    return Confirmation.next(search, confirming, draws);
  }

  private static int scored(Search search) {
    return search.nodes().stream().mapToInt(it -> it.posterior(Phase.SEARCH).trials()).sum();
  }

  private Decision search(Search search, int pulls, Draws draws) {
    int specs = search.nodes().size() + search.proposals();
    boolean grows =
        !search.proposesNoMore() && Math.pow(pulls, search.rules().expansion()) >= specs;
    if (grows) {
      List<Node> tried = new ArrayList<>();
      for (Node node : search.nodes()) {
        if (node.posterior(Phase.SEARCH).trials() > 0) {
          tried.add(node);
        }
      }
      if (!tried.isEmpty()) {
        return new Decision.Propose(allocation.expand(tried, draws).index());
      }
    }
    return new Decision.Try(allocation.tryNext(search.nodes(), draws).index(), Phase.SEARCH);
  }
}
