package dev.cambrian.core.history;

import java.util.Locale;
import java.util.Set;

/** Looks at a person's SQL as far as it must be known before SQLite reads it. */
final class SqlText {
  private static final Set<String> READING = Set.of("SELECT", "WITH", "VALUES", "EXPLAIN");

  private final String sql;
  private int at;

  private SqlText(String sql) {
    this.sql = sql;
  }

  /**
   * Demands one statement that reads. SQLite would ignore what follows a first statement, and a
   * read-only connection still takes ATTACH and PRAGMA.
   *
   * @throws HistoryException.QueryFailed if it is none
   */
  static void checkReads(String sql) {
    SqlText text = new SqlText(sql);
    text.skipBlanks();
    String keyword = text.word();
    if (!READING.contains(keyword)) {
      throw new HistoryException.QueryFailed(
          "only SELECT, WITH, VALUES and EXPLAIN run here"
              + (keyword.isEmpty() ? "" : ", not " + keyword));
    }
    text.skipStatement();
    text.skipBlanks();
    if (text.at < sql.length()) {
      throw new HistoryException.QueryFailed("only one statement runs at a time");
    }
  }

  private String word() {
    int start = at;
    while (at < sql.length() && Character.isLetter(sql.charAt(at))) {
      at++;
    }
    return sql.substring(start, at).toUpperCase(Locale.ROOT);
  }

  /** To the character after the semicolon that ends the statement, or to the end. */
  private void skipStatement() {
    while (at < sql.length()) {
      char c = sql.charAt(at);
      if (c == ';') {
        at++;
        return;
      }
      if (c == '\'' || c == '"' || c == '`') {
        skipTo(String.valueOf(c), at + 1);
      } else if (c == '[') {
        skipTo("]", at + 1);
      } else if (!skipComment()) {
        at++;
      }
    }
  }

  private void skipBlanks() {
    while (at < sql.length()) {
      char c = sql.charAt(at);
      if (Character.isWhitespace(c) || c == ';') {
        at++;
      } else if (!skipComment()) {
        return;
      }
    }
  }

  private boolean skipComment() {
    if (sql.startsWith("--", at)) {
      skipTo("\n", at + 2);
      return true;
    }
    if (sql.startsWith("/*", at)) {
      skipTo("*/", at + 2);
      return true;
    }
    return false;
  }

  private void skipTo(String end, int from) {
    int found = sql.indexOf(end, from);
    at = found < 0 ? sql.length() : found + end.length();
  }
}
