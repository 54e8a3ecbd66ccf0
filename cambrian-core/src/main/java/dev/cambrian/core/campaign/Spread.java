package dev.cambrian.core.campaign;

import org.apache.commons.statistics.distribution.BetaDistribution;

/**
 * The distribution of a weighted sum of independent rates, on a grid from -1 to 1: each rate is
 * added by convolution, what falls between two points being shared among them so that the mean
 * stays what it is. Quantiles are good to about the width of a cell, {@code 0.0025}, for each rate
 * added.
 */
final class Spread {
  private static final int CELLS = 400;

  /** The sum of no rates: it is 0. */
  static final Spread NOTHING = nothing();

  private final double[] mass;

  private Spread(double[] mass) {
    this.mass = mass;
  }

  private static Spread nothing() {
    double[] mass = new double[2 * CELLS + 1];
    mass[CELLS] = 1;
    return new Spread(mass);
  }

  /**
   * @param weight -1 to 1; those of one sign add up to at most 1
   */
  Spread plus(double weight, BetaDistribution rate) {
    double[] rates = masses(rate);
    double[] sum = new double[mass.length];
    for (int i = 0; i < mass.length; i++) {
      if (mass[i] > 0) {
        for (int j = 0; j < CELLS; j++) {
          add(sum, i + weight * (j + 0.5), mass[i] * rates[j]);
        }
      }
    }
    return new Spread(sum);
  }

  private static void add(double[] sum, double at, double mass) {
    int below = Math.clamp((int) Math.floor(at), 0, sum.length - 2);
    double above = Math.clamp(at - below, 0, 1);
    sum[below] += mass * (1 - above);
    sum[below + 1] += mass * above;
  }

  private static double[] masses(BetaDistribution rate) {
    double[] masses = new double[CELLS];
    double least = 1;
    for (int i = 0; i < CELLS; i++) {
      double next = i + 1 == CELLS ? 0 : rate.survivalProbability((i + 1.0) / CELLS);
      masses[i] = least - next;
      least = next;
    }
    return masses;
  }

  /**
   * @param probability above 0 and below 1
   * @return what the sum lies below with it, -1 to 1
   */
  double quantile(double probability) {
    double below = 0;
    for (int i = 0; i < mass.length; i++) {
      if (below + mass[i] >= probability) {
        double inside = i - 0.5 + (probability - below) / mass[i];
        return Math.clamp((inside - CELLS) / CELLS, -1, 1);
      }
      below += mass[i];
    }
    return 1;
  }
}
