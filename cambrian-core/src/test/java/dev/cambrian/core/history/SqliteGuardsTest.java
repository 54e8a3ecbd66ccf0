package dev.cambrian.core.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the database itself refuses, whoever writes to it. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class SqliteGuardsTest {
  private static final String COLUMNS =
      "(position, event_id, stream, version, type, schema_version, recorded_at, correlation_id, data, digest)";

  @TempDir private Path directory;
  private Connection stranger;

  @BeforeEach
  void writeThreeEvents() throws SQLException {
    Path file = directory.resolve("history.db");
    try (SqliteHistory history = History.open(file)) {
      Growth.append(history, Growth.started(1), Growth.sealed(1), Growth.verifying(1, "run"));
    }
    stranger = DriverManager.getConnection("jdbc:sqlite:" + file);
  }

  @AfterEach
  void close() throws SQLException {
    stranger.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "UPDATE event SET data = '{}' WHERE position = 1",
        "UPDATE OR REPLACE event SET position = 1 WHERE position = 2",
        "DELETE FROM event WHERE position = 3",
        "DELETE FROM event",
        "UPDATE blob SET content = x'00'",
        "DELETE FROM blob",
        "REPLACE INTO blob (hash, size, content) SELECT hash, 1, x'00' FROM blob",
        "REPLACE INTO blob (rowid, hash, size, content) VALUES (1, 'sha256:' || hex(zeroblob(32)), 0, x'')",
        "INSERT INTO blob (hash, size, content) VALUES ('sha256:' || hex(zeroblob(32)), 2, x'00')",
        "INSERT INTO blob (hash, size, content) VALUES ('md5:1', 1, x'00')"
      })
  void what_is_stored_is_never_changed(String sql) throws SQLException {
    String before = contents();

    assertThatThrownBy(() -> run(sql)).isInstanceOf(SQLException.class);
    assertThat(contents()).isEqualTo(before);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1, 'NEW', 'generation/2', 1, 't', 1, 'TIME', 'UUID', '{}', 'DIGEST'", // position exists
        "5, 'NEW', 'generation/2', 1, 't', 1, 'TIME', 'UUID', '{}', 'DIGEST'", // gap in position
        "NULL, 'NEW', 'generation/2', 1, 't', 1, 'TIME', 'UUID', '{}', 'DIGEST'", // no position
        "4, 'OLD', 'generation/2', 1, 't', 1, 'TIME', 'UUID', '{}', 'DIGEST'", // id exists
        "4, '00000000-0000-7000-8000-000000000000', 'generation/2', 1, 't', 1, 'TIME', 'UUID', '{}', 'DIGEST'",
        "4, 'NEW', 'generation/1', 3, 't', 1, 'TIME', 'UUID', '{}', 'DIGEST'", // version exists
        "4, 'NEW', 'generation/1', 5, 't', 1, 'TIME', 'UUID', '{}', 'DIGEST'", // gap in version
        "4, 'NEW', 'generation/2', 2, 't', 1, 'TIME', 'UUID', '{}', 'DIGEST'", // no first version
        "4, 'NEW', 'generation/2', 1, 't', 0, 'TIME', 'UUID', '{}', 'DIGEST'", // schema version
        "4, 'NEW', 'generation/2', 1, 't', 1, '2026-11-24T09:00:00Z', 'UUID', '{}', 'DIGEST'",
        "4, 'NEW', 'generation/2', 1, 't', 1, 1795510800000, 'UUID', '{}', 'DIGEST'",
        "4, 'NEW', 'generation/2', 1, 't', 1, 'TIME', 'UUID', '{', 'DIGEST'", // no JSON
        "4, 'NEW', 'generation/2', 1, 't', 1, 'TIME', 'UUID', '{}', 'short'" // no digest
      })
  void only_the_next_event_is_taken_whatever_the_conflict_clause(String values)
      throws SQLException {
    String before = contents();
    String row =
        values
            .replace("NEW", "11111111-1111-7111-8111-111111111111")
            .replace("OLD", text("SELECT event_id FROM event WHERE position = 1"))
            .replace("UUID", "22222222-2222-7222-8222-222222222222")
            .replace("TIME", "2026-11-24T09:00:00.000Z")
            .replace("DIGEST", "0".repeat(64));

    for (String insert : new String[] {"INSERT", "INSERT OR REPLACE", "INSERT OR ROLLBACK"}) {
      assertThatThrownBy(() -> run(insert + " INTO event " + COLUMNS + " VALUES (" + row + ")"))
          .as(insert)
          .isInstanceOf(SQLException.class);
      assertThat(contents()).isEqualTo(before);
    }
  }

  @Test
  void the_next_event_itself_would_be_taken() throws SQLException {
    run(
        "INSERT INTO event "
            + COLUMNS
            + " VALUES (4, '11111111-1111-7111-8111-111111111111', 'generation/1', 4, 't', 1,"
            + " '2026-11-24T09:00:00.000Z', '22222222-2222-7222-8222-222222222222', '{}', '"
            + "0".repeat(64)
            + "')");

    assertThat(text("SELECT count(*) FROM event")).isEqualTo("4");
  }

  private String contents() throws SQLException {
    return text(
        "SELECT (SELECT group_concat(position || event_id || stream || version || data || digest)"
            + " FROM event) || (SELECT group_concat(hash || size || hex(content)) FROM blob)");
  }

  private void run(String sql) throws SQLException {
    try (Statement statement = stranger.createStatement()) {
      statement.executeUpdate(sql);
    }
  }

  private String text(String sql) throws SQLException {
    try (Statement statement = stranger.createStatement();
        var rows = statement.executeQuery(sql)) {
      return rows.getString(1);
    }
  }
}
