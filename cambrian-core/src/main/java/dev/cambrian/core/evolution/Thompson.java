package dev.cambrian.core.evolution;

import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * Thompson sampling: the spec to expand by a draw on what is known of its clade, so that one whose
 * descendants do well is preferred to one that does well itself; the spec to try by a draw on its
 * own (Wang et al., Huxley-Gödel Machine, 2025).
 */
final class Thompson implements Allocation {
  @Override
  public Node expand(List<Node> failed, Draws draws) {
    return highest(failed, node -> node.drawClade(draws));
  }

  @Override
  public Node tryNext(List<Node> nodes, Draws draws) {
    return highest(nodes, node -> node.draw(draws));
  }

  /** The first of those with the highest value; each is valued once. */
  static Node highest(List<Node> nodes, ToDoubleFunction<Node> value) {
    Node best = nodes.getFirst();
    double highest = Double.NEGATIVE_INFINITY;
    for (Node node : nodes) {
      double of = value.applyAsDouble(node);
      if (of > highest) {
        highest = of;
        best = node;
      }
    }
    return best;
  }
}
