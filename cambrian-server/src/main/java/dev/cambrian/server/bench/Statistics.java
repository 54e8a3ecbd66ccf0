package dev.cambrian.server.bench;

import java.util.Arrays;

/**
 * Samples in ascending order.
 *
 * @param sorted not empty
 */
@SuppressWarnings("ArrayRecordComponent")
record Statistics(double[] sorted) {
  Statistics {
    if (sorted.length == 0) {
      throw new IllegalArgumentException("nothing was measured");
    }
    sorted = sorted.clone();
    Arrays.sort(sorted);
  }

  static Statistics of(double... samples) {
    return new Statistics(samples);
  }

  /** Of {@code whole[i] - part[i]}: what two neighbours of one round do not share. */
  static Statistics ofDifferences(double[] whole, double[] part) {
    if (whole.length != part.length) {
      throw new IllegalArgumentException(
          "%d rounds against %d".formatted(whole.length, part.length));
    }
    double[] differences = new double[whole.length];
    for (int i = 0; i < differences.length; i++) {
      differences[i] = whole[i] - part[i];
    }
    return new Statistics(differences);
  }

  /** The middle one, or the mean of the two in the middle. */
  double median() {
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }

  /**
   * The smallest sample that at least so many percent do not exceed (nearest rank).
   *
   * @param percent above 0, at most 100
   */
  double percentile(double percent) {
    if (!(percent > 0 && percent <= 100)) {
      throw new IllegalArgumentException("a percentile is above 0 and at most 100, not " + percent);
    }
    int rank = (int) Math.ceil(percent / 100 * sorted.length);
    return sorted[rank - 1];
  }

  /**
   * A sample that the true median is not below with 97.5 %, whatever the distribution: by the
   * binomial distribution's approximation. The smallest where there are few.
   */
  double medianAtLeast() {
    return sorted[sorted.length - beyond()];
  }

  /** The same for what it is not above, so that both together hold with 95 %. */
  double medianAtMost() {
    return sorted[beyond() - 1];
  }

  private int beyond() {
    int rank = (int) Math.ceil(sorted.length / 2.0 + 0.98 * Math.sqrt(sorted.length)) + 1;
    return Math.min(sorted.length, rank);
  }

  double least() {
    return sorted[0];
  }

  double greatest() {
    return sorted[sorted.length - 1];
  }
}
