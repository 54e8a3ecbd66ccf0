package dev.cambrian.core.campaign;

import dev.cambrian.core.evolution.BetaPosterior;
import dev.cambrian.core.evolution.Probability;
import java.util.Locale;
import java.util.Optional;

/**
 * What the common method would have concluded at the same cost: mutants of the base, five trials
 * each as of the base, the highest count wins. Nothing was tried for it. It is what chance alone
 * would do if every mutant were exactly as good as the base, averaged over the rates that the
 * base's trials leave possible.
 *
 * @param base trials of the base, from which it is computed
 * @param mutants that the campaign's trials would have paid for, at least 1
 * @param flawless chance that at least one of them lives in {@link #EACH} of {@link #EACH}
 * @param expectedBest lived of {@link #EACH}, of the best mutant on average
 * @param promotes chance that the best lives more often than the base and so is taken for better
 */
public record BestOfN(
    BetaPosterior base, int mutants, double flawless, double expectedBest, double promotes) {
  /** Trials of each spec. */
  public static final int EACH = 5;

  /** Rates over which the posterior is summed. */
  private static final int GRID = 2_000;

  /**
   * Empty where the base was never tried, or so few trials were made that they pay for no mutant.
   *
   * @param trials that count, of the whole campaign
   */
  static Optional<BestOfN> of(BetaPosterior base, int trials) {
    int mutants = trials / EACH - 1;
    if (mutants < 1 || base.trials() == 0) {
      return Optional.empty();
    }
    double weights = 0;
    double flawless = 0;
    double best = 0;
    double promotes = 0;
    double peak = logWeight(base, Math.clamp(rate(base), 0.5 / GRID, 1 - 0.5 / GRID));
    for (int i = 0; i < GRID; i++) {
      double rate = (i + 0.5) / GRID;
      double weight = Math.exp(logWeight(base, rate) - peak);
      double[] atMost = atMost(rate);
      weights += weight;
      flawless += weight * (1 - Math.pow(atMost[EACH - 1], mutants));
      for (int k = 0; k < EACH; k++) {
        double exceeds = 1 - Math.pow(atMost[k], mutants);
        double baseHas = atMost[k] - (k == 0 ? 0 : atMost[k - 1]);
        best += weight * exceeds;
        promotes += weight * exceeds * baseHas;
      }
    }
    return Optional.of(
        new BestOfN(base, mutants, flawless / weights, best / weights, promotes / weights));
  }

  private static double rate(BetaPosterior base) {
    return (double) base.successes() / base.trials();
  }

  private static double logWeight(BetaPosterior base, double rate) {
    return base.successes() * Math.log(rate)
        + (base.trials() - base.successes()) * Math.log1p(-rate);
  }

  /** P(at most k of {@link #EACH} live) for k from 0 to {@link #EACH}. */
  private static double[] atMost(double rate) {
    double[] sums = new double[EACH + 1];
    double choose = 1;
    double sum = 0;
    for (int k = 0; k <= EACH; k++) {
      sum += choose * Math.pow(rate, k) * Math.pow(1 - rate, EACH - k);
      sums[k] = Math.min(1, sum);
      choose = choose * (EACH - k) / (k + 1);
    }
    return sums;
  }

  /** What it says and what it is, in sentences for people. */
  public String text() {
    return String.format(
        Locale.ROOT,
        "best of n at the same cost: %d mutants of the base with %d trials each, were they all exactly as good as the base (%d of %d), would show %.1f of %d at best, one of them %d of %d with a probability of %s, and one would be taken for better than the base with a probability of %s. This is computed from the base's trials; no such control was run.",
        mutants,
        EACH,
        base.successes(),
        base.trials(),
        expectedBest,
        EACH,
        EACH,
        EACH,
        Probability.text(flawless),
        Probability.text(promotes));
  }
}
