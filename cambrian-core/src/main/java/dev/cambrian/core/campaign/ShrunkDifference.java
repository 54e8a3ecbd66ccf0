package dev.cambrian.core.campaign;

import dev.cambrian.core.evolution.BetaPosterior;
import java.util.List;
import java.util.Optional;

/**
 * The difference as proposers were told it by the first engine, kept so that its campaigns derive
 * the same prompts. In each stratum both rates are expected to be what all of its trials say, with
 * the weight of {@value #PRIOR} trials, so that few trials show little difference; the interval is
 * the normal one for the posteriors' variances, and too narrow where trials are few, since what is
 * expected was taken from the same trials.
 */
final class ShrunkDifference {
  /** The quantile of the normal distribution that leaves 2.5 % above it. */
  private static final double Z = 1.959963984540054;

  /** In trials: as much as a uniform prior weighs. */
  private static final int PRIOR = 2;

  private ShrunkDifference() {}

  /** Empty where no stratum has trials of both kinds. */
  static Optional<Difference> of(List<Difference.Stratum> strata) {
    double weights = 0;
    double sum = 0;
    double variances = 0;
    for (Difference.Stratum stratum : strata) {
      double weight = stratum.weight();
      if (weight > 0) {
        weights += weight;
        double expected = expected(stratum);
        double with = mean(stratum.with(), expected);
        double without = mean(stratum.without(), expected);
        sum += weight * (with - without);
        variances +=
            weight
                * weight
                * (variance(with, stratum.with()) + variance(without, stratum.without()));
      }
    }
    if (weights == 0) {
      return Optional.empty();
    }
    double value = sum / weights;
    double half = Z * Math.sqrt(variances) / weights;
    return Optional.of(
        new Difference(value, Math.max(-1, value - half), Math.min(1, value + half)));
  }

  /** What all trials of a stratum say. */
  private static double expected(Difference.Stratum stratum) {
    return new BetaPosterior(
            stratum.with().successes() + stratum.without().successes(),
            stratum.with().trials() + stratum.without().trials())
        .mean();
  }

  private static double mean(BetaPosterior rate, double expected) {
    return (rate.successes() + PRIOR * expected) / (rate.trials() + PRIOR);
  }

  private static double variance(double mean, BetaPosterior rate) {
    return mean * (1 - mean) / (rate.trials() + PRIOR + 1);
  }
}
