package dev.cambrian.server.dashboard;

import dev.cambrian.server.view.Figure.Better;
import java.util.Locale;
import java.util.OptionalDouble;

/** Figures of fitness as people read them. */
final class FigureText {
  private FigureText() {}

  /** As it was measured: rates in per cent, durations with their unit. */
  static String value(String name, OptionalDouble value) {
    return value.isEmpty() ? "not measured" : text(name, value.getAsDouble(), "");
  }

  static String difference(String name, OptionalDouble value) {
    return value.isEmpty() ? "" : text(name, value.getAsDouble(), "+").replace('-', '−');
  }

  private static String text(String name, double value, String sign) {
    if (value == 0 && !sign.isEmpty()) {
      return "same";
    }
    if (name.endsWith("_rate")) {
      return String.format(
          Locale.ROOT, "%" + sign + ".1f %s", 100 * value, sign.isEmpty() ? "%" : "points");
    }
    String number =
        value == Math.rint(value)
            ? String.format(Locale.ROOT, "%" + sign + ",.0f", value)
            : String.format(Locale.ROOT, "%" + sign + ",.2f", value);
    if (name.endsWith("_ms")) {
      return number + " ms";
    }
    return name.endsWith("_bytes") ? number + " bytes" : number;
  }

  /** Which of the two is better, in a word. */
  static String better(Better better, int before, int after) {
    return switch (better) {
      case BEFORE -> "generation " + before;
      case AFTER -> "generation " + after;
      case SAME -> "equal";
      case UNKNOWN -> "";
    };
  }

  /** The name of a figure without its unit; it may be an organism's own. */
  static String name(String figure) {
    return Show.line(
        figure.replaceFirst("_(ms|bytes)$", "").replaceFirst("_duration$", "").replace('_', ' '),
        80);
  }
}
