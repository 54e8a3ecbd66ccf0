package dev.cambrian.core.evolution;

import java.util.Optional;

/** How a campaign spends its trials: the rule that is proposed, and the controls beside it. */
public enum Arm {
  /** Thompson sampling over a tree of specs, the best confirmed by fresh trials. */
  TREE("tree"),
  /** The same tree and the same confirmation, parents and trials dealt out evenly. */
  UNIFORM("uniform"),
  /**
   * One improvement after the other: a child with as many successes of five replaces its parent.
   */
  GREEDY("greedy"),
  /** Mutants of the base alone, five trials each; the highest raw count wins. */
  BEST_OF_N("best-of-n"),
  /** No mutants: all trials go to the base. */
  BASE("base");

  private final String id;

  Arm(String id) {
    this.id = id;
  }

  /** The name in options and events. */
  public String id() {
    return id;
  }

  public static Optional<Arm> of(String id) {
    for (Arm arm : values()) {
      if (arm.id.equals(id)) {
        return Optional.of(arm);
      }
    }
    return Optional.empty();
  }
}
