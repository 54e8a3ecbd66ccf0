package dev.cambrian.core.evolution;

import java.util.List;

/** The control as it is common: mutants of the base, five trials each, the highest count wins. */
final class BestOfNStrategy implements Strategy {
  static final int TRIALS = 5;

  @Override
  public Decision next(Search search, Draws draws) {
    if (search.proposals() > 0) {
      return new Decision.Await();
    }
    List<Node> nodes = search.nodes();
    Node last = nodes.getLast();
    int left = search.trials() - search.pulls(Phase.SEARCH);
    if (last.pulls(Phase.SEARCH) < TRIALS && left > 0) {
      return new Decision.Try(last.index(), Phase.SEARCH);
    }
    if (left >= TRIALS && !search.proposesNoMore()) {
      return new Decision.Propose(0);
    }
    if (search.pending() > 0) {
      return new Decision.Await();
    }
    Node best = Thompson.highest(nodes, it -> it.posterior().successes());
    return new Decision.Finish(Raw.conclude(search, best));
  }
}
