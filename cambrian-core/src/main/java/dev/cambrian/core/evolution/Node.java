package dev.cambrian.core.evolution;

import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Consumer;

/** One spec of a campaign with its trials. Its parent always has a smaller index. */
public final class Node {
  /** Trials of one phase. */
  private static final class Counts {
    private int successes;
    private int trials;
    private int pending;
  }

  private final int index;
  private final Optional<Node> parent;
  private final int length;
  private final Counts search = new Counts();
  private final Counts confirm = new Counts();

  /** Of the node and all that descend from it, in the search. */
  private final Counts clade = new Counts();

  private int children;

  Node(int index, Optional<Node> parent, int length) {
    this.index = index;
    this.parent = parent;
    this.length = length;
    parent.ifPresent(it -> it.children++);
  }

  /** 0 is the base. */
  public int index() {
    return index;
  }

  public OptionalInt parent() {
    return parent.map(it -> OptionalInt.of(it.index)).orElseGet(OptionalInt::empty);
  }

  /** Of the spec, in bytes. */
  public int length() {
    return length;
  }

  int children() {
    return children;
  }

  /** What its trials of one phase tell. */
  public BetaPosterior posterior(Phase phase) {
    Counts counts = counts(phase);
    return new BetaPosterior(counts.successes, counts.trials);
  }

  /** What all of its trials tell. */
  public BetaPosterior posterior() {
    return new BetaPosterior(search.successes + confirm.successes, search.trials + confirm.trials);
  }

  /** What the search's trials of it and of all that descend from it tell together. */
  BetaPosterior clade() {
    return new BetaPosterior(clade.successes, clade.trials);
  }

  /** Trials of a phase with or still without a verdict. */
  int pulls(Phase phase) {
    Counts counts = counts(phase);
    return counts.trials + counts.pending;
  }

  void started(Phase phase) {
    counts(phase).pending++;
    if (phase == Phase.SEARCH) {
      forEachClade(it -> it.pending++);
    }
  }

  void ended(Phase phase) {
    counts(phase).pending--;
    if (phase == Phase.SEARCH) {
      forEachClade(it -> it.pending--);
    }
  }

  void scored(Phase phase, boolean success) {
    ended(phase);
    score(counts(phase), success);
    if (phase == Phase.SEARCH) {
      forEachClade(it -> score(it, success));
    }
  }

  private static void score(Counts counts, boolean success) {
    counts.trials++;
    counts.successes += success ? 1 : 0;
  }

  private Counts counts(Phase phase) {
    return switch (phase) {
      case SEARCH -> search;
      case CONFIRM -> confirm;
    };
  }

  private void forEachClade(Consumer<Counts> action) {
    Optional<Node> at = Optional.of(this);
    while (at.isPresent()) {
      action.accept(at.get().clade);
      at = at.get().parent;
    }
  }

  /** A rate drawn from what is known of the node itself. */
  double draw(Draws draws) {
    return draw(
        draws,
        search.successes + confirm.successes,
        search.trials + confirm.trials,
        search.pending + confirm.pending);
  }

  /** A rate drawn from what is known of the node and its descendants together. */
  double drawClade(Draws draws) {
    return draw(draws, clade.successes, clade.trials, clade.pending);
  }

  /** A trial under way counts as one with the expected result, so that many do not go to one. */
  private static double draw(Draws draws, int successes, int trials, int pending) {
    double mean = (1.0 + successes) / (2.0 + trials);
    return draws.beta(
        1 + successes + mean * pending, 1 + trials - successes + (1 - mean) * pending);
  }
}
