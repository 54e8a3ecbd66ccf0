package dev.cambrian.server.view;

import dev.cambrian.core.history.HistoryException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What was wrong with a question in SQL, without the words that SQLite puts around it. */
public final class QueryComplaint {
  private static final Pattern WRAPPED =
      Pattern.compile("(?s)^\\[SQLITE_ERROR\\] SQL error or missing database \\((.*)\\)$");

  private QueryComplaint() {}

  /** In a line, such as {@code no such table: stages}. */
  public static String of(HistoryException.QueryFailed failed) {
    String message = String.valueOf(failed.getMessage());
    Matcher wrapped = WRAPPED.matcher(message);
    return wrapped.matches() ? wrapped.group(1) : message;
  }
}
