package dev.cambrian.server.view;

import dev.cambrian.server.terminal.SafeText;
import dev.cambrian.server.view.Figure.Better;
import java.util.Locale;
import java.util.OptionalDouble;

/** Figures of fitness as people read them. */
public final class FigureText {
  private static final int LONGEST = 80;

  private FigureText() {}

  /** As it was measured: rates in per cent, durations with their unit. */
  public static String value(String name, OptionalDouble value) {
    return value.isEmpty() ? "not measured" : text(name, value.getAsDouble(), "");
  }

  /** The second minus the first; empty where it is not known. */
  public static String difference(String name, OptionalDouble value) {
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
  public static String better(Better better, int before, int after) {
    return switch (better) {
      case BEFORE -> "generation " + before;
      case AFTER -> "generation " + after;
      case SAME -> "equal";
      case ABOUT_SAME -> "about the same";
      case UNKNOWN -> "";
    };
  }

  /** The name of a figure without its unit, on one line; it may be an organism's own. */
  public static String name(String figure) {
    String name =
        SafeText.line(
            figure
                .replaceFirst("_(ms|bytes)$", "")
                .replaceFirst("_duration$", "")
                .replace('_', ' '));
    return name.length() <= LONGEST ? name : name.substring(0, LONGEST - 1) + "…";
  }
}
