package dev.cambrian.core.evolution;

/**
 * How sure it is that a mutant is better than its base. Two probabilities are asked, and the lower
 * one counts: that of the fresh trials alone, where before them any two rates were as likely; and
 * that of all trials, where before them the two were likely the same, see {@link Comparison}. The
 * first does not know why the mutant was chosen, the second knows how many were tried in vain.
 */
public final class Gate {
  private Gate() {}

  /** P(better than the base), 0 to 1, by that rule. */
  public static double better(Node mutant, Node base, Rules rules) {
    double fresh =
        Comparison.better(mutant.posterior(Phase.CONFIRM), base.posterior(Phase.CONFIRM), 1);
    double all = Comparison.better(mutant.posterior(), base.posterior(), rules.priorDifferent());
    return Math.min(fresh, all);
  }
}
