package dev.cambrian.server.terminal;

import java.util.ArrayList;
import java.util.List;

/** Aligned columns of safe text, two blanks apart, no blank at a line's end. */
public final class Table {

  /** Where a column's text stands. */
  public enum Align {
    LEFT,
    RIGHT
  }

  /** One column. */
  public record Column(String title, Align align) {
    public static Column left(String title) {
      return new Column(title, Align.LEFT);
    }

    public static Column right(String title) {
      return new Column(title, Align.RIGHT);
    }
  }

  private final List<Column> columns;
  private final List<List<String>> rows = new ArrayList<>();

  public Table(List<Column> columns) {
    this.columns = List.copyOf(columns);
  }

  /** Adds a row; every cell is made safe. */
  public void add(List<String> cells) {
    if (cells.size() != columns.size()) {
      throw new IllegalArgumentException(
          "a row of %d cells in a table of %d columns".formatted(cells.size(), columns.size()));
    }
    rows.add(cells.stream().map(SafeText::line).toList());
  }

  /** The title line and the rows, each cut to {@code width} columns. */
  public List<String> lines(int width) {
    List<String> titles = columns.stream().map(Column::title).map(SafeText::line).toList();
    int[] widths = new int[columns.size()];
    measure(titles, widths);
    rows.forEach(row -> measure(row, widths));
    List<String> lines = new ArrayList<>();
    lines.add(cut(line(titles, widths), width));
    rows.forEach(row -> lines.add(cut(line(row, widths), width)));
    return lines;
  }

  /** Cuts safe text to so many columns of a terminal. */
  public static String cut(String text, int width) {
    if (Columns.of(text) <= width) {
      return text;
    }
    return width < 4 ? Columns.beginning(text, width) : Columns.beginning(text, width - 3) + "...";
  }

  private static void measure(List<String> cells, int[] widths) {
    for (int i = 0; i < widths.length; i++) {
      widths[i] = Math.max(widths[i], Columns.of(cells.get(i)));
    }
  }

  private String line(List<String> cells, int[] widths) {
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < widths.length; i++) {
      String gap = " ".repeat(widths[i] - Columns.of(cells.get(i)));
      line.append(i == 0 ? "" : "  ");
      line.append(
          switch (columns.get(i).align()) {
            case LEFT -> cells.get(i) + gap;
            case RIGHT -> gap + cells.get(i);
          });
    }
    return line.toString().stripTrailing();
  }
}
