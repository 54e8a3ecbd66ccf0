package dev.cambrian.core.evolution;

import java.util.List;

/** Which specs of a tree are expanded and tried. */
interface Allocation {
  /**
   * @param failed the specs with at least one failure; not empty
   */
  Node expand(List<Node> failed, Draws draws);

  Node tryNext(List<Node> nodes, Draws draws);
}
