package dev.cambrian.core.campaign;

import dev.cambrian.core.evolution.Node;
import java.util.List;

/** Whether a campaign has stopped to find anything better. */
final class Plateau {
  /** Mutants in a row, none of them ahead of all before. */
  static final int MUTANTS = 4;

  private Plateau() {}

  /** Whether the latest mutants that were tried are all behind the best one before them. */
  static boolean of(Campaign campaign) {
    List<Node> tried = campaign.nodes().stream().filter(it -> it.posterior().trials() > 0).toList();
    if (tried.size() <= MUTANTS) {
      return false;
    }
    List<Node> before = tried.subList(0, tried.size() - MUTANTS);
    double best = before.stream().mapToDouble(it -> it.posterior().mean()).max().orElse(0);
    return tried.subList(tried.size() - MUTANTS, tried.size()).stream()
        .allMatch(it -> it.posterior().mean() <= best);
  }
}
