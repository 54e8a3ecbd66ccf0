package dev.cambrian.core.evolution;

import java.util.List;

/** The control: parents by lot, trials to whoever has had the fewest. */
final class Evenly implements Allocation {
  @Override
  public Node expand(List<Node> failed, Draws draws) {
    return failed.get(draws.below(failed.size()));
  }

  @Override
  public Node tryNext(List<Node> nodes, Draws draws) {
    return Thompson.highest(nodes, node -> -node.pulls(Phase.SEARCH));
  }
}
