package dev.cambrian.server.phenotype;

import java.util.Collection;

/**
 * Shannon's entropy of the variants over the offspring, divided by the logarithm of their number: 0
 * where all agree, 1 where no two do. Where half of 20 have something and half have not, it is ln 2
 * / ln 20 = 0.23: many ways weigh more than two.
 */
final class Disagreement {
  private Disagreement() {}

  /**
   * The measure.
   *
   * @param counts how many offspring have each variant, each at least 1
   */
  static double of(Collection<Integer> counts) {
    int n = counts.stream().mapToInt(Integer::intValue).sum();
    if (n < 2 || counts.size() < 2) {
      return 0;
    }
    double entropy = 0;
    for (int count : counts) {
      double share = (double) count / n;
      entropy -= share * Math.log(share);
    }
    return Math.clamp(entropy / Math.log(n), 0, 1);
  }
}
