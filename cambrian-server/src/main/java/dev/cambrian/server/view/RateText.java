package dev.cambrian.server.view;

import dev.cambrian.core.campaign.Difference;
import dev.cambrian.core.evolution.BetaPosterior;
import java.util.Locale;

/** Rates and their differences as people read them, each with its 95 % interval. */
public final class RateText {
  private RateText() {}

  /** {@code 0.67 (0.28 to 0.95)}. */
  public static String rate(BetaPosterior rate) {
    BetaPosterior.Interval interval = rate.interval();
    return "%s (%s to %s)"
        .formatted(share(rate.mean()), share(interval.lower()), share(interval.upper()));
  }

  /** {@code +0.54 (+0.17 to +0.91)}. */
  public static String difference(Difference it) {
    return String.format(Locale.ROOT, "%+.2f (%+.2f to %+.2f)", it.value(), it.lower(), it.upper());
  }

  private static String share(double share) {
    return String.format(Locale.ROOT, "%.2f", share);
  }
}
