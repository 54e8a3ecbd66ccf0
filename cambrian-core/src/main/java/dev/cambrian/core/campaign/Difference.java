package dev.cambrian.core.campaign;

import dev.cambrian.core.evolution.BetaPosterior;
import java.util.List;
import java.util.Optional;

/**
 * How much higher a rate is with something than without it, over several strata. In each both rates
 * have the posterior of their trials, before which they are expected to be what all trials of the
 * stratum say, with the weight of {@value #PRIOR} trials: few trials show little difference. The
 * strata are pooled as Mantel and Haenszel do, each by n₁n₀ / (n₁ + n₀) for its trials with and
 * without (Greenland and Robins, Estimation of a Common Effect Parameter from Sparse Follow-up
 * Data, 1985). The 95 % interval is the normal one for the posteriors' variances.
 *
 * @param value -1 to 1
 * @param lower of the interval, -1 to {@code value}
 * @param upper of the interval, {@code value} to 1
 */
public record Difference(double value, double lower, double upper) {
  /** The quantile of the normal distribution that leaves 2.5 % above it. */
  private static final double Z = 1.959963984540054;

  /** In trials: as much as a uniform prior weighs. */
  private static final int PRIOR = 2;

  /** Trials of one stratum with the thing and without it. */
  record Stratum(BetaPosterior with, BetaPosterior without) {
    double weight() {
      double one = with.trials();
      double other = without.trials();
      return one + other == 0 ? 0 : one * other / (one + other);
    }

    /** What all of its trials say. */
    double expected() {
      return new BetaPosterior(
              with.successes() + without.successes(), with.trials() + without.trials())
          .mean();
    }
  }

  /** Empty where no stratum has trials of both kinds. */
  static Optional<Difference> of(List<Stratum> strata) {
    double weights = 0;
    double sum = 0;
    double variances = 0;
    for (Stratum stratum : strata) {
      double weight = stratum.weight();
      if (weight > 0) {
        weights += weight;
        double with = mean(stratum.with(), stratum.expected());
        double without = mean(stratum.without(), stratum.expected());
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

  private static double mean(BetaPosterior rate, double expected) {
    return (rate.successes() + PRIOR * expected) / (rate.trials() + PRIOR);
  }

  private static double variance(double mean, BetaPosterior rate) {
    return mean * (1 - mean) / (rate.trials() + PRIOR + 1);
  }
}
