package dev.cambrian.core.evolution;

import org.apache.commons.numbers.gamma.LogBeta;

/**
 * How likely one of two rates is greater, after trials of both.
 *
 * <p>Most edits change nothing. So a spec is taken to be no different from its base with a
 * probability of {@code 1 - priorDifferent} before any trial, the two rates being one; else both
 * may be anything ("spike and slab"; Mitchell and Beauchamp, Bayesian Variable Selection in Linear
 * Regression, 1988). Of many specs that are the same, few then look better by luck.
 */
public final class Comparison {
  private Comparison() {}

  /**
   * P(the rate of {@code candidate} is greater than that of {@code base}), 0 to 1.
   *
   * @param priorDifferent as in {@link Rules#priorDifferent}
   */
  public static double better(BetaPosterior candidate, BetaPosterior base, double priorDifferent) {
    return different(candidate, base, priorDifferent) * greater(candidate, base);
  }

  /** P(the two rates are not one and the same). */
  static double different(BetaPosterior one, BetaPosterior other, double prior) {
    if (prior == 1) {
      return 1;
    }
    double apart = Math.log(prior) + evidence(one) + evidence(other);
    double together =
        Math.log1p(-prior)
            + LogBeta.value(
                1.0 + one.successes() + other.successes(), 1.0 + failures(one) + failures(other));
    return 1 / (1 + Math.exp(together - apart));
  }

  private static double evidence(BetaPosterior rate) {
    return LogBeta.value(1.0 + rate.successes(), 1.0 + failures(rate));
  }

  private static int failures(BetaPosterior rate) {
    return rate.trials() - rate.successes();
  }

  /**
   * P(the rate of {@code one} is greater), both being independent and uniform before any trial: a
   * closed sum over whole parameters (Cook, Exact Calculation of Beta Inequalities, 2005).
   */
  static double greater(BetaPosterior one, BetaPosterior other) {
    int a = 1 + one.successes();
    double b = 1.0 + failures(one);
    double otherA = 1.0 + other.successes();
    double otherB = 1.0 + failures(other);
    double norm = LogBeta.value(otherA, otherB);
    double sum = 0;
    for (int i = 0; i < a; i++) {
      sum +=
          Math.exp(
              LogBeta.value(otherA + i, otherB + b)
                  - Math.log(b + i)
                  - LogBeta.value(1.0 + i, b)
                  - norm);
    }
    return Math.clamp(sum, 0, 1);
  }
}
