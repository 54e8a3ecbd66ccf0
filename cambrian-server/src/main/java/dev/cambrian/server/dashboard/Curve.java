package dev.cambrian.server.dashboard;

import dev.cambrian.core.evolution.BetaPosterior;
import java.util.Locale;

/** Draws how likely each rate from 0 to 1 is, in a picture {@value #WIDTH} by {@value #HEIGHT}. */
final class Curve {
  static final int WIDTH = 120;
  static final int HEIGHT = 30;
  private static final int POINTS = 60;

  private Curve() {}

  /** The path of the area below the density; each curve is as high as the others. */
  static String area(BetaPosterior rate) {
    return "M0 %d%sL%d %dZ".formatted(HEIGHT, points(rate), WIDTH, HEIGHT);
  }

  private static String points(BetaPosterior rate) {
    StringBuilder path = new StringBuilder();
    for (int i = 0; i <= POINTS; i++) {
      double share = (double) i / POINTS;
      path.append(
          String.format(
              Locale.ROOT,
              "L%.1f %.1f",
              share * WIDTH,
              HEIGHT - 1 - rate.relativeDensity(share) * (HEIGHT - 3)));
    }
    return path.toString();
  }

  /** Where a share stands from left to right. */
  static String at(double share) {
    return String.format(Locale.ROOT, "%.1f", Math.clamp(share, 0, 1) * WIDTH);
  }

  /** What it shows, in words. */
  static String label(BetaPosterior rate) {
    return rate.trials() == 0
        ? "Not tried: every rate is as likely"
        : "%d of %d lived; expected rate %s"
            .formatted(rate.successes(), rate.trials(), SpecsPage.rate(rate));
  }
}
