package dev.cambrian.core.evolution;

/**
 * How sure it is that a mutant is better than its base. Two probabilities are asked, and the lower
 * one counts: that of the fresh trials alone, where before them any two rates were as likely; and
 * that of all trials, where before them the two were likely the same, see {@link Comparison}. The
 * first does not know why the mutant was chosen, the second knows how many were tried in vain.
 * Without a fresh trial of both, the first is no more than one half.
 */
public final class Gate {
  private Gate() {}

  /** P(better than the base), 0 to 1, by that rule. */
  public static double better(Node mutant, Node base, Rules rules) {
    double all = Comparison.better(mutant.posterior(), base.posterior(), rules.priorDifferent());
    return Math.min(fresh(mutant.posterior(Phase.CONFIRM), base.posterior(Phase.CONFIRM)), all);
  }

  /**
   * Whether a mutant is sure enough to be better, and by enough fresh trials of it and its base.
   */
  public static boolean passes(Node mutant, Node base, Rules rules) {
    return freshTrials(mutant, base) >= rules.leastFresh()
        && better(mutant, base, rules) >= rules.gate();
  }

  /** The fresh trials with a verdict of whichever of the two has fewer. */
  static int freshTrials(Node mutant, Node base) {
    return Math.min(
        mutant.posterior(Phase.CONFIRM).trials(), base.posterior(Phase.CONFIRM).trials());
  }

  /** A bad base alone proves nothing of a mutant that has not been tried beside it. */
  private static double fresh(BetaPosterior mutant, BetaPosterior base) {
    double better = Comparison.greater(mutant, base);
    return mutant.trials() == 0 || base.trials() == 0 ? Math.min(better, 0.5) : better;
  }
}
