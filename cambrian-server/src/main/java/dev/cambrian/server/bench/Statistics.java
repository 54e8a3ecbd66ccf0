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

  double least() {
    return sorted[0];
  }

  double greatest() {
    return sorted[sorted.length - 1];
  }
}
