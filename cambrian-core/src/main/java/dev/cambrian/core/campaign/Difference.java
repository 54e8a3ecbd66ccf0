package dev.cambrian.core.campaign;

import dev.cambrian.core.evolution.BetaPosterior;
import java.util.List;
import java.util.Optional;
import org.apache.commons.statistics.distribution.BetaDistribution;

/**
 * How much higher a rate is with something than without it, over several strata. They are pooled as
 * Mantel and Haenszel do, each by n₁n₀ / (n₁ + n₀) for its trials with and without (Greenland and
 * Robins, Estimation of a Common Effect Parameter from Sparse Follow-up Data, 1985). The rates are
 * independent. With one stratum any two were as likely before its trials, so that a difference
 * rests on the same posteriors as the rates beside it; with several, what that prior weighs, two
 * trials each, is shared among them as they weigh, lest many small strata tell of their prior
 * alone. The interval is the equal-tailed 95 % one of the posterior, see {@link Spread}.
 *
 * @param value the posterior's mean, -1 to 1
 * @param lower of the interval, -1 to 1
 * @param upper of the interval, {@code lower} to 1
 */
public record Difference(double value, double lower, double upper) {
  private static final double TAIL = (1 - BetaPosterior.LEVEL) / 2;

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
    double weights = strata.stream().mapToDouble(Stratum::weight).sum();
    if (weights == 0) {
      return Optional.empty();
    }
    double value = 0;
    Spread spread = Spread.NOTHING;
    for (Stratum stratum : strata) {
      double share = stratum.weight() / weights;
      if (share > 0) {
        BetaDistribution with = posterior(stratum.with(), share);
        BetaDistribution without = posterior(stratum.without(), share);
        value += share * (with.getMean() - without.getMean());
        spread = spread.plus(share, with).plus(-share, without);
      }
    }
    return Optional.of(new Difference(value, spread.quantile(TAIL), spread.quantile(1 - TAIL)));
  }

  private static BetaDistribution posterior(BetaPosterior rate, double prior) {
    return BetaDistribution.of(prior + rate.successes(), prior + rate.trials() - rate.successes());
  }
}
