package dev.cambrian.core.history;

import java.time.Duration;

/**
 * How much a person's SQL may use up. SQLite looks at the time between its steps alone, and one
 * step can work on whole values: how long it takes is bounded by how long they may be.
 *
 * @param rows of the answer, at least 1; more are cut off
 * @param cells of all its rows together, at least 1; rows beyond them are cut off
 * @param text characters of all its values together, at least 1; rows beyond them are cut off, a
 *     first row that is longer is refused
 * @param timeout after which the query is stopped, at the end of the step that it is in
 * @param valueBytes of each value, also of those it only works with, at least 1; longer ones are
 *     refused
 * @param columns of each result, more than any table of the history has; more are refused
 * @param steps of SQLite between two looks at the time, at least 1
 */
public record QueryLimits(
    int rows, long cells, long text, Duration timeout, int valueBytes, int columns, int steps) {
  private static final int LARGE = 64 * 1024 * 1024;

  /** What SQLite itself takes unless told otherwise. */
  private static final int MOST_COLUMNS = 2_000;

  public QueryLimits {
    Limits.check(rows);
    Limits.check(valueBytes);
    Limits.check(columns);
    Limits.check(steps);
    if (cells < 1 || text < 1) {
      throw new IllegalArgumentException("a limit is at least 1");
    }
  }

  /** For who owns the machine: values and texts of at most 64 MB. */
  public static QueryLimits of(int rows, Duration timeout) {
    return new QueryLimits(rows, Long.MAX_VALUE, LARGE, timeout, LARGE, MOST_COLUMNS, 10_000);
  }

  /**
   * For a service that others ask: values of at most 1 MB, 100 columns, 50,000 cells and 4,000,000
   * characters.
   */
  public static QueryLimits strict(int rows, Duration timeout) {
    return new QueryLimits(rows, 50_000, 4_000_000, timeout, 1_000_000, 100, 25);
  }
}
