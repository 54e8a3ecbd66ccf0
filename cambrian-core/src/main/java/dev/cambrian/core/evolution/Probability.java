package dev.cambrian.core.evolution;

import java.math.BigDecimal;
import java.util.Locale;

/**
 * How probabilities are written for people: with two decimals, but what is not certain is never
 * written as if it were. Below 1 it is {@code > 0.99} at most, above 0 {@code < 0.01} at least.
 */
public final class Probability {
  private static final int DECIMALS = 2;

  private Probability() {}

  /**
   * @param value 0 to 1
   */
  public static String text(double value) {
    return text(value, DECIMALS);
  }

  /**
   * The same with more decimals.
   *
   * @param decimals at least 1
   */
  public static String text(double value, int decimals) {
    BigDecimal least = BigDecimal.ONE.movePointLeft(decimals);
    String rounded = rounded(value, decimals);
    if (value < 1 && Double.parseDouble(rounded) == 1) {
      return "> " + BigDecimal.ONE.subtract(least).toPlainString();
    }
    return value > 0 && Double.parseDouble(rounded) == 0 ? "< " + least.toPlainString() : rounded;
  }

  /** As the first engine wrote it: what it concluded has to be derived as it did. */
  static String rounded(double value) {
    return rounded(value, DECIMALS);
  }

  private static String rounded(double value, int decimals) {
    return String.format(Locale.ROOT, "%." + decimals + "f", value);
  }
}
