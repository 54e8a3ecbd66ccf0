package dev.cambrian.core.evolution;

/**
 * The control as it is common: a child that has as many successes of five takes its parent's place.
 */
final class GreedyStrategy implements Strategy {
  @Override
  public Decision next(Search search, Draws draws) {
    if (search.proposals() > 0) {
      return new Decision.Await();
    }
    Node last = search.nodes().getLast();
    int left = search.trials() - search.pulls(Phase.SEARCH);
    if (last.pulls(Phase.SEARCH) < BestOfNStrategy.TRIALS && left > 0) {
      return new Decision.Try(last.index(), Phase.SEARCH);
    }
    if (search.pending() > 0) {
      return new Decision.Await();
    }
    Node best = search.base();
    for (Node node : search.nodes()) {
      boolean whole = node.posterior().trials() >= BestOfNStrategy.TRIALS;
      if (whole && node.posterior().successes() >= best.posterior().successes()) {
        best = node;
      }
    }
    return left >= BestOfNStrategy.TRIALS && !search.proposesNoMore()
        ? new Decision.Propose(best.index())
        : new Decision.Finish(Raw.conclude(search, best));
  }
}
