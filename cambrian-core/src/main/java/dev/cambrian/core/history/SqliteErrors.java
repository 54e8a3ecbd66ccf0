package dev.cambrian.core.history;

import java.nio.file.Path;
import java.sql.SQLException;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/** Makes SQLite's errors into ours: one line that says what, where and what to do. */
final class SqliteErrors {
  private SqliteErrors() {}

  static HistoryException of(Path file, Throwable thrown) {
    if (thrown instanceof HistoryException ours) {
      return ours;
    }
    for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
      if (cause instanceof SQLiteException sqlite) {
        return of(file, sqlite);
      }
    }
    return new HistoryException.Unavailable(
        "the history %s cannot be used: %s".formatted(file, line(thrown)), thrown);
  }

  private static HistoryException of(Path file, SQLiteException thrown) {
    return switch (primary(thrown.getResultCode())) {
      case SQLITE_NOTADB, SQLITE_CORRUPT ->
          new HistoryException.Corrupt(
              "%s is damaged or no history (%s): restore a copy, or move it away to begin anew"
                  .formatted(file, line(thrown)),
              thrown);
      case SQLITE_CONSTRAINT ->
          new HistoryException.Corrupt(
              "the history %s refused a row (%s): run cambrian verify"
                  .formatted(file, line(thrown)),
              thrown);
      case SQLITE_BUSY, SQLITE_LOCKED ->
          unavailable(
              "is locked by another process for too long: try again when that has ended",
              file,
              thrown);
      case SQLITE_FULL ->
          unavailable("cannot grow, the disk is full: make room and try again", file, thrown);
      case SQLITE_READONLY, SQLITE_PERM, SQLITE_AUTH ->
          unavailable(
              "is read-only: make the file and its directory writable, or choose another home",
              file,
              thrown);
      case SQLITE_CANTOPEN ->
          unavailable(
              "cannot be opened: make its directory writable, or choose another home",
              file,
              thrown);
      default -> unavailable("cannot be used: " + line(thrown), file, thrown);
    };
  }

  /** Whether another connection holds a lock, so that trying again can help. */
  static boolean busy(HistoryException failed) {
    return failed.getCause() instanceof SQLiteException sqlite
        && primary(sqlite.getResultCode()) == SQLiteErrorCode.SQLITE_BUSY;
  }

  static SQLiteErrorCode primary(SQLiteErrorCode code) {
    return SQLiteErrorCode.getErrorCode(code.code & 0xff);
  }

  static String line(Throwable thrown) {
    String message = String.valueOf(thrown.getMessage());
    int end = message.indexOf('\n');
    return end < 0 ? message : message.substring(0, end);
  }

  private static HistoryException unavailable(String what, Path file, SQLException thrown) {
    return new HistoryException.Unavailable("the history %s %s".formatted(file, what), thrown);
  }
}
