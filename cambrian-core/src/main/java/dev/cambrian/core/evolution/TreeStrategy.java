package dev.cambrian.core.evolution;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * A tree of specs grows while it is searched; then the best are confirmed. A spec is added whenever
 * the trials to the power of {@link Rules#expansion} reach the number of specs (Wang et al.,
 * Huxley-Gödel Machine, 2025, after the progressive widening of Coulom, 2007).
 */
final class TreeStrategy implements Strategy {
  /** Successes of the base without a failure after which there is nothing left to win. */
  private static final int FLAWLESS = 12;

  @Override
  public Decision next(Search search, Draws draws) {
    int confirming = (int) Math.round(search.trials() * search.rules().confirmShare());
    int searching = search.trials() - confirming;
    int pulls = search.pulls(Phase.SEARCH);
    BetaPosterior base = search.base().posterior(Phase.SEARCH);
    boolean flawless = search.nodes().size() == 1 && base.successes() == base.trials();
    if (flawless && search.proposals() == 0 && pulls >= Math.min(FLAWLESS, searching)) {
      return search.pending() > 0
          ? new Decision.Await()
          : new Decision.Finish(
              new Conclusion(
                  Optional.empty(),
                  OptionalDouble.empty(),
                  String.format(
                      Locale.ROOT,
                      "there is nothing to win: the base lived in %d of %d trials",
                      base.successes(),
                      base.trials())));
    }
    if (pulls < searching) {
      return search(search, pulls, new Thompson(), draws);
    }
    if (search.proposals() > 0 || search.pending(Phase.SEARCH) > 0) {
      return new Decision.Await();
    }
    return Confirmation.next(search, confirming, draws);
  }

  /** Only a spec that has failed can be mended; one that has not is tried on. */
  static Decision search(Search search, int pulls, Allocation allocation, Draws draws) {
    int specs = search.nodes().size() + search.proposals();
    boolean grows =
        !search.proposesNoMore() && Math.pow(pulls, search.rules().expansion()) >= specs;
    if (grows) {
      List<Node> failed = new ArrayList<>();
      for (Node node : search.nodes()) {
        BetaPosterior tried = node.posterior(Phase.SEARCH);
        if (tried.successes() < tried.trials()) {
          failed.add(node);
        }
      }
      if (!failed.isEmpty()) {
        return new Decision.Propose(allocation.expand(failed, draws).index());
      }
    }
    return new Decision.Try(allocation.tryNext(search.nodes(), draws).index(), Phase.SEARCH);
  }
}
