package dev.cambrian.core.evolution;

import org.apache.commons.statistics.distribution.BetaDistribution;

/**
 * What is known of a rate after some trials that each succeeded or failed, where before them every
 * rate was as likely as any other: the distribution Beta(1 + successes, 1 + failures). After no
 * trial it is that uniform one.
 *
 * @param successes 0 to {@code trials}
 * @param trials at least 0
 */
public record BetaPosterior(int successes, int trials) {
  /** The probability with which the rate lies in {@link #interval()}. */
  public static final double LEVEL = 0.95;

  public BetaPosterior {
    if (successes < 0 || successes > trials) {
      throw new IllegalArgumentException("%d of %d succeeded".formatted(successes, trials));
    }
  }

  /** The expected rate: (1 + successes) / (2 + trials). */
  public double mean() {
    return (1.0 + successes) / (2.0 + trials);
  }

  /** The equal-tailed credible interval of {@link #LEVEL}. */
  public Interval interval() {
    return interval(LEVEL);
  }

  /**
   * The equal-tailed credible interval: the rate lies below it and above it with the same
   * probability.
   *
   * @param level with which it lies inside, above 0 and below 1
   */
  public Interval interval(double level) {
    if (!(level > 0 && level < 1)) {
      throw new IllegalArgumentException("a level lies between 0 and 1, not at " + level);
    }
    double tail = (1 - level) / 2;
    BetaDistribution beta = distribution();
    return new Interval(
        beta.inverseCumulativeProbability(tail), beta.inverseSurvivalProbability(tail));
  }

  /**
   * The probability that the rate is at least so high.
   *
   * @param rate 0 to 1
   */
  public double atLeast(double rate) {
    return distribution().survivalProbability(rate);
  }

  /**
   * How likely a rate is beside the likeliest one: the density there over the highest, 0 to 1.
   *
   * @param rate 0 to 1
   */
  public double relativeDensity(double rate) {
    if (!(rate >= 0 && rate <= 1)) {
      throw new IllegalArgumentException("a rate lies from 0 to 1, not at " + rate);
    }
    double likeliest = trials == 0 ? 0.5 : (double) successes / trials;
    double log =
        term(successes, rate, likeliest) + term(trials - successes, 1 - rate, 1 - likeliest);
    return Math.exp(Math.min(0, log));
  }

  private static double term(int count, double share, double likeliest) {
    return count == 0 ? 0 : count * (Math.log(share) - Math.log(likeliest));
  }

  private BetaDistribution distribution() {
    return BetaDistribution.of(1.0 + successes, 1.0 + trials - successes);
  }

  /** Two rates, 0 to 1. */
  public record Interval(double lower, double upper) {}
}
