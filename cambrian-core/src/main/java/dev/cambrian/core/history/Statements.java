package dev.cambrian.core.history;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Prepared statements that stay open with their connection: preparing them for each append would
 * cost a third of its time. Every error comes out as a {@link HistoryException}. Not safe for use
 * by several threads.
 */
final class Statements implements AutoCloseable {
  private final Path file;
  private final Connection connection;
  private final Map<String, PreparedStatement> prepared = new HashMap<>();

  Statements(Path file, Connection connection) {
    this.file = file;
    this.connection = connection;
  }

  /** Makes the current row into a value. */
  @FunctionalInterface
  interface Row<T> {
    T map(ResultSet row) throws SQLException;
  }

  /** Runs a script of statements without parameters. */
  void script(String sql) {
    try (Statement statement = connection.createStatement()) {
      statement.executeUpdate(sql);
    } catch (SQLException failed) {
      throw SqliteErrors.of(file, failed);
    }
  }

  int update(String sql, @Nullable Object... values) {
    try {
      PreparedStatement statement = bound(sql, values);
      return statement.executeUpdate();
    } catch (SQLException failed) {
      throw failure(sql, failed);
    }
  }

  <T> List<T> list(String sql, Row<T> row, @Nullable Object... values) {
    List<T> all = new ArrayList<>();
    each(sql, row, all::add, values);
    return all;
  }

  <T> Optional<T> first(String sql, Row<T> row, @Nullable Object... values) {
    try (ResultSet rows = bound(sql, values).executeQuery()) {
      return rows.next() ? Optional.of(row.map(rows)) : Optional.empty();
    } catch (SQLException failed) {
      throw failure(sql, failed);
    }
  }

  /** The one number that a query such as {@code SELECT count(*)} answers. */
  long number(String sql, @Nullable Object... values) {
    return first(sql, row -> row.getLong(1), values).orElse(0L);
  }

  <T> void each(String sql, Row<T> row, Consumer<T> consumer, @Nullable Object... values) {
    try (ResultSet rows = bound(sql, values).executeQuery()) {
      while (rows.next()) {
        consumer.accept(row.map(rows));
      }
    } catch (SQLException failed) {
      throw failure(sql, failed);
    }
  }

  @Override
  public void close() {
    try {
      for (PreparedStatement statement : prepared.values()) {
        statement.close();
      }
      connection.close();
    } catch (SQLException failed) {
      throw SqliteErrors.of(file, failed);
    }
  }

  /** The driver finalizes a statement that failed, so it is prepared anew the next time. */
  private HistoryException failure(String sql, SQLException failed) {
    PreparedStatement useless = prepared.remove(sql);
    if (useless != null) {
      try {
        useless.close();
      } catch (SQLException alsoFailed) {
        failed.addSuppressed(alsoFailed);
      }
    }
    return SqliteErrors.of(file, failed);
  }

  private PreparedStatement bound(String sql, @Nullable Object... values) throws SQLException {
    PreparedStatement statement = prepared.get(sql);
    if (statement == null) {
      statement = connection.prepareStatement(sql);
      prepared.put(sql, statement);
    }
    for (int i = 0; i < values.length; i++) {
      statement.setObject(i + 1, values[i]);
    }
    return statement;
  }
}
