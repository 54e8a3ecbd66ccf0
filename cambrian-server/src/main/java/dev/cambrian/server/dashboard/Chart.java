package dev.cambrian.server.dashboard;

import dev.cambrian.server.dashboard.Axis.Scale;
import dev.cambrian.server.dashboard.Layer.Point;
import dev.cambrian.server.dashboard.Layer.Span;
import java.util.List;
import java.util.Locale;

/**
 * A drawing over two axes, with the same figures as a table; {@code chart.jte} renders it.
 *
 * @param id unique on its page, a word
 * @param title above it
 * @param says what one sees on it, for those who do not see it
 */
record Chart(
    String id, String title, String says, Axis x, Axis y, List<Layer> layers, Table table) {
  static final int WIDTH = 400;
  static final int HEIGHT = 210;
  private static final int LEFT = 54;
  private static final int RIGHT = 24;
  private static final int TOP = 24;
  private static final int BOTTOM = 38;
  private static final int FEW = 60;

  /**
   * The figures.
   *
   * @param columns their heads; those of the first column are heads of their rows
   * @param rows as many cells as columns in each
   */
  record Table(List<String> columns, List<List<String>> rows) {
    Table {
      columns = List.copyOf(columns);
      rows = rows.stream().map(List::copyOf).toList();
    }
  }

  Chart {
    layers = List.copyOf(layers);
  }

  static Chart of(
      String id,
      String title,
      String says,
      Scale x,
      Scale y,
      List<? extends Layer> layers,
      Table table) {
    return new Chart(
        id,
        title,
        says,
        x.between(LEFT, WIDTH - RIGHT),
        y.between(HEIGHT - BOTTOM, TOP),
        List.copyOf(layers),
        table);
  }

  int left() {
    return LEFT;
  }

  int right() {
    return WIDTH - RIGHT;
  }

  int top() {
    return TOP;
  }

  int bottom() {
    return HEIGHT - BOTTOM;
  }

  /** Those that the legend names. */
  List<Layer> named() {
    return layers.stream().filter(it -> it.name().isPresent()).toList();
  }

  /** The line through points, as the attribute {@code d} of a path. */
  String path(List<Point> points) {
    StringBuilder path = new StringBuilder(points.size() * 12);
    for (Point point : points) {
      path.append(path.isEmpty() ? 'M' : 'L');
      path.append(x.px(point.x())).append(' ').append(y.px(point.y()));
    }
    return path.toString();
  }

  /** The area of a band, likewise. */
  String area(List<Span> spans) {
    if (spans.isEmpty()) {
      return "";
    }
    String upper = path(spans.stream().map(it -> new Point(it.x(), it.high())).toList());
    String lower = path(spans.reversed().stream().map(it -> new Point(it.x(), it.low())).toList());
    return upper + "L" + lower.substring(1) + "Z";
  }

  /** A bar, likewise. */
  String bar(Span span, double width) {
    return area(
        List.of(
            new Span(span.x() - width / 2, span.low(), span.high()),
            new Span(span.x() + width / 2, span.low(), span.high())));
  }

  /** Whether each point is worth a mark of its own. */
  static boolean few(List<Point> points) {
    return points.size() <= FEW;
  }

  /** The shape of a point: a different one for each tone. */
  String shape(int tone, Point point) {
    return shape(tone, x.at(point.x()), y.at(point.y()));
  }

  static String shape(int tone, double atX, double atY) {
    String form =
        switch (tone % Layer.TONES) {
          case 0 -> "m-3 0a3 3 0 1 0 6 0a3 3 0 1 0-6 0Z";
          case 1 -> "m-3-3h6v6h-6Z";
          case 2 -> "m0-4l4 4l-4 4l-4-4Z";
          case 3 -> "m0-4l3.8 6.5h-7.6Z";
          case 4 -> "m0 4l-3.8-6.5h7.6Z";
          default -> "m-4-1.3h2.7v-2.7h2.6v2.7h2.7v2.6h-2.7v2.7h-2.6v-2.7h-2.7Z";
        };
    return String.format(Locale.ROOT, "M%s %s%s", Axis.pixels(atX), Axis.pixels(atY), form);
  }

  /** The class of a tone. */
  static String tone(Layer layer) {
    return "tone" + layer.tone() % Layer.TONES;
  }
}
