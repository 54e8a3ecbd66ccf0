package dev.cambrian.core.history;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.sql.SQLException;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/** The causes that a test cannot bring about as the superuser, and all others besides. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class SqliteErrorsTest {
  private static final Path FILE = Path.of("home", "history.db");

  @ParameterizedTest
  @CsvSource({
    "SQLITE_READONLY, is read-only: make the file and its directory writable",
    "SQLITE_READONLY_DIRECTORY, is read-only: make the file and its directory writable",
    "SQLITE_PERM, is read-only",
    "SQLITE_CANTOPEN, cannot be opened: make its directory writable",
    "SQLITE_FULL, the disk is full: make room",
    "SQLITE_BUSY, is locked by another process for too long",
    "SQLITE_BUSY_SNAPSHOT, is locked by another process for too long",
    "SQLITE_LOCKED, is locked by another process for too long",
    "SQLITE_IOERR_READ, cannot be used"
  })
  void what_may_pass_is_unavailable_with_the_way_out(SQLiteErrorCode code, String line) {
    HistoryException thrown = SqliteErrors.of(FILE, new SQLiteException("two\nlines", code));

    assertThat(thrown)
        .isInstanceOf(HistoryException.Unavailable.class)
        .hasMessageContaining(FILE.toString())
        .hasMessageContaining(line);
    assertThat(thrown.getMessage()).doesNotContain("\n");
  }

  @ParameterizedTest
  @CsvSource({
    "SQLITE_CORRUPT",
    "SQLITE_CORRUPT_INDEX",
    "SQLITE_NOTADB",
    "SQLITE_CONSTRAINT_TRIGGER"
  })
  void what_does_not_pass_is_corrupt(SQLiteErrorCode code) {
    assertThat(SqliteErrors.of(FILE, new SQLException(new SQLiteException("x", code))))
        .isInstanceOf(HistoryException.Corrupt.class)
        .hasMessageContaining(FILE.toString());
  }

  @Test
  void our_own_errors_stay_as_they_are() {
    HistoryException ours = new HistoryException.Corrupt("ours");

    assertThat(SqliteErrors.of(FILE, ours)).isSameAs(ours);
  }
}
