package dev.cambrian.core.campaign;

import dev.cambrian.core.evolution.BetaPosterior;
import java.util.List;
import java.util.Optional;

/**
 * How much higher a rate is with something than without it, over several strata: the difference of
 * Mantel and Haenszel (Greenland and Robins, Estimation of a Common Effect Parameter from Sparse
 * Follow-up Data, 1985), in which a stratum counts by n₁n₀ / (n₁ + n₀) for its trials with and
 * without. Its 95 % interval is the normal one, with the variances of the rates' Beta posteriors,
 * so that no rate is certain after few trials.
 *
 * @param value -1 to 1
 * @param lower of the interval, -1 to {@code value}
 * @param upper of the interval, {@code value} to 1
 */
public record Difference(double value, double lower, double upper) {
  /** The quantile of the normal distribution that leaves 2.5 % above it. */
  private static final double Z = 1.959963984540054;

  /** Trials of one stratum with the thing and without it. */
  record Stratum(BetaPosterior with, BetaPosterior without) {
    double weight() {
      double one = with.trials();
      double other = without.trials();
      return one + other == 0 ? 0 : one * other / (one + other);
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
        sum += weight * (rate(stratum.with()) - rate(stratum.without()));
        variances += weight * weight * (variance(stratum.with()) + variance(stratum.without()));
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

  private static double rate(BetaPosterior posterior) {
    return (double) posterior.successes() / posterior.trials();
  }

  private static double variance(BetaPosterior posterior) {
    double mean = posterior.mean();
    return mean * (1 - mean) / (posterior.trials() + 3);
  }
}
