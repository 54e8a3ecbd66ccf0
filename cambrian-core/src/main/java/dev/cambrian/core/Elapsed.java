package dev.cambrian.core;

import java.time.Duration;
import java.util.Locale;

/** How long something took, as people read it; the same in every locale and on every screen. */
public final class Elapsed {
  private Elapsed() {}

  /** {@code 0.04 s}, {@code 12.3 s}, {@code 4:05 min}, {@code 1:02:03 h}. */
  public static String text(Duration duration) {
    long millis = Math.max(0, duration.toMillis());
    if (millis < 10_000) {
      return String.format(Locale.ROOT, "%.2f s", millis / 1000.0);
    }
    if (millis < 60_000) {
      return String.format(Locale.ROOT, "%.1f s", millis / 1000.0);
    }
    long seconds = millis / 1000;
    if (seconds < 3600) {
      return String.format(Locale.ROOT, "%d:%02d min", seconds / 60, seconds % 60);
    }
    return String.format(
        Locale.ROOT, "%d:%02d:%02d h", seconds / 3600, seconds / 60 % 60, seconds % 60);
  }
}
