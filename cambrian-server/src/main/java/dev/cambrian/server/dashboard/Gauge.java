package dev.cambrian.server.dashboard;

import dev.cambrian.core.evolution.BetaPosterior;

/**
 * A small drawing for a cell of a table, whose figures stand in the cells beside it: a bar, or a
 * value with the interval that it lies in; {@code gauge.jte} renders it.
 *
 * @param low where the interval begins, as a share of the width
 * @param at the value, likewise
 * @param high where the interval ends, likewise
 * @param bar whether it is a bar from 0 to {@code at}
 * @param tone of the colour
 */
record Gauge(double low, double at, double high, boolean bar, int tone) {
  static final int WIDTH = 160;

  /** A bar for a part of a whole. */
  static Gauge bar(double part, double whole, int tone) {
    double share = whole > 0 ? Math.clamp(part / whole, 0, 1) : 0;
    return new Gauge(0, share, share, true, tone);
  }

  /** A rate with its credible interval, from 0 to 100 %. */
  static Gauge rate(BetaPosterior rate) {
    BetaPosterior.Interval interval = rate.interval();
    return new Gauge(interval.lower(), rate.mean(), interval.upper(), false, 0);
  }

  /** As an attribute. */
  static String px(double share) {
    return Axis.pixels(4 + share * (WIDTH - 8));
  }
}
