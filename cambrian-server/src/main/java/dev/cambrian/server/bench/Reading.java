package dev.cambrian.server.bench;

import java.util.Locale;
import java.util.OptionalDouble;

/**
 * One line of the table.
 *
 * @param value in {@code unit}; empty where nothing could be measured
 * @param detail what the value was made from, or why there is none
 * @param reach what it has to be, as text; empty where nothing has to be reached
 */
record Reading(
    Part part,
    String what,
    OptionalDouble value,
    Unit unit,
    String detail,
    String reach,
    Standing standing) {

  /** How the value stands to what is to be reached. */
  enum Standing {
    OK("ok"),
    MISS("MISS"),
    UNMEASURED("not measured"),
    /** Nothing is to be reached. */
    TOLD("told");

    private final String label;

    Standing(String label) {
      this.label = label;
    }

    String label() {
      return label;
    }
  }

  /** What values are counted in. */
  enum Unit {
    RATIO("", "%.2f"),
    MILLIS(" ms", "%.2f"),
    SECONDS(" s", "%.2f"),
    KILOBYTES(" KB", "%.1f"),
    MEGABYTES(" MB", "%.0f"),
    COUNT("", "%.0f"),
    RATE(" a second", "%.0f"),
    MEGABYTES_A_SECOND(" MB/s", "%.0f");

    private final String suffix;
    private final String form;

    Unit(String suffix, String form) {
      this.suffix = suffix;
      this.form = form;
    }

    String text(double value) {
      return String.format(Locale.ROOT, form, value) + suffix;
    }

    String id() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  static Reading atLeast(
      Part part, String what, double value, Unit unit, double bound, String detail) {
    return judged(part, what, value, unit, value >= bound, "at least " + unit.text(bound), detail);
  }

  static Reading atMost(
      Part part, String what, double value, Unit unit, double bound, String detail) {
    return judged(part, what, value, unit, value <= bound, "at most " + unit.text(bound), detail);
  }

  /** A value for information, which nothing depends on. */
  static Reading told(Part part, String what, double value, Unit unit, String detail) {
    return new Reading(part, what, OptionalDouble.of(value), unit, detail, "", Standing.TOLD);
  }

  static Reading unmeasured(Part part, String reason) {
    return unmeasured(part, part.id(), reason);
  }

  static Reading unmeasured(Part part, String what, String reason) {
    return new Reading(
        part, what, OptionalDouble.empty(), Unit.RATIO, reason, "", Standing.UNMEASURED);
  }

  /** The value with its unit; a dash where there is none. */
  String measured() {
    return value.isPresent() ? unit.text(value.getAsDouble()) : "-";
  }

  private static Reading judged(
      Part part,
      String what,
      double value,
      Unit unit,
      boolean reached,
      String reach,
      String detail) {
    return new Reading(
        part,
        what,
        OptionalDouble.of(value),
        unit,
        detail,
        reach,
        reached ? Standing.OK : Standing.MISS);
  }
}
