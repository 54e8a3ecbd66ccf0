package dev.cambrian.server.dashboard;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.DoubleFunction;

/**
 * Maps values to places on a drawing, and says where its ticks are.
 *
 * @param label what is measured, with its unit
 * @param low the value at {@code from}
 * @param high the value at {@code to}, above {@code low}
 * @param from where the axis begins, in units of the drawing
 * @param to where it ends; below {@code from} on an axis that goes up
 */
record Axis(String label, double low, double high, double from, double to, List<Tick> ticks) {
  private static final double[] STEPS = {1, 2, 2.5, 5, 10};

  /**
   * A mark with its value in words.
   *
   * @param at in units of the drawing
   */
  record Tick(double at, String label) {}

  Axis {
    if (!(high > low)) {
      throw new IllegalArgumentException("an axis from %s to %s".formatted(low, high));
    }
    ticks = List.copyOf(ticks);
  }

  /** Where a value lies; what is outside lies at the nearer end. */
  double at(double value) {
    double part = (value - low) / (high - low);
    return from + Math.clamp(part, 0, 1) * (to - from);
  }

  /** The same as an attribute. */
  String px(double value) {
    return pixels(at(value));
  }

  /** A coordinate as an attribute. */
  static String pixels(double coordinate) {
    String text = String.format(Locale.ROOT, "%.1f", coordinate);
    return text.endsWith(".0") ? text.substring(0, text.length() - 2) : text;
  }

  /** What an axis shows; where it lies is the drawing's business. */
  record Scale(
      String label, double low, double high, int most, double least, DoubleFunction<String> text) {

    /**
     * From 0 to something round that is not below the highest value.
     *
     * @param highest of all values
     * @param text of a value at a tick
     */
    static Scale upTo(String label, double highest, DoubleFunction<String> text) {
      return upTo(label, highest, 0, text);
    }

    /** The same of whole numbers. */
    static Scale counts(String label, double highest) {
      return upTo(label, highest, 1, it -> String.format(Locale.ROOT, "%,d", Math.round(it)));
    }

    private static Scale upTo(
        String label, double highest, double least, DoubleFunction<String> text) {
      double high = Double.isFinite(highest) && highest > 0 ? highest : 1;
      double step = step(high, 4, least);
      return new Scale(label, 0, Math.ceil(high / step - 1e-9) * step, 4, least, text);
    }

    /** Of a share, all of it: 0 to 100 %. */
    static Scale share(String label) {
      return new Scale(label, 0, 1, 4, 0, it -> Math.round(it * 100) + " %");
    }

    /** Of whole numbers, such as generations, from exactly the first to exactly the last. */
    static Scale whole(String label, long first, long last) {
      double low = first == last ? first - 0.5 : first;
      double high = first == last ? last + 0.5 : last;
      return new Scale(
          label, low, high, 6, 1, it -> String.format(Locale.ROOT, "%,d", Math.round(it)));
    }

    /** Laid between two places of a drawing. */
    Axis between(double from, double to) {
      double step = step(high - low, most, least);
      List<Tick> ticks = new ArrayList<>();
      Axis bare = new Axis(label, low, high, from, to, List.of());
      for (long i = (long) Math.ceil(low / step - 1e-9); i * step <= high + step * 1e-9; i++) {
        ticks.add(new Tick(bare.at(i * step), text.apply(i * step)));
      }
      return new Axis(label, low, high, from, to, ticks);
    }

    /** The smallest round step that makes no more than so many ticks after the first. */
    private static double step(double range, int most, double least) {
      double raw = Math.max(range / most, least);
      double power = Math.pow(10, Math.floor(Math.log10(raw)));
      for (double step : STEPS) {
        if (step * power >= raw * (1 - 1e-9) && (least == 0 || step * power % 1 == 0)) {
          return step * power;
        }
      }
      return 10 * power;
    }
  }
}
