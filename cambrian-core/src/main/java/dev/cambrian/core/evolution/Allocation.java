package dev.cambrian.core.evolution;

import java.util.List;

/** Which specs of a tree are expanded and tried. */
interface Allocation {
  /**
   * @param tried the specs with at least one verdict; not empty
   */
  Node expand(List<Node> tried, Draws draws);

  Node tryNext(List<Node> nodes, Draws draws);
}
