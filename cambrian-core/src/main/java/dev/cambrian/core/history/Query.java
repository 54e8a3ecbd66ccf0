package dev.cambrian.core.history;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.sqlite.ProgressHandler;
import org.sqlite.SQLiteConnection;
import org.sqlite.SQLiteLimits;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/** Runs a person's SQL on a connection of its own that can neither write nor reach another file. */
final class Query {
  /** What SQLite itself takes in a LIKE or GLOB. */
  private static final int LONGEST_PATTERN = 50_000;

  private final QueryLimits limits;
  private long text;

  private Query(QueryLimits limits) {
    this.limits = limits;
  }

  static QueryResult run(Connections connections, String sql, QueryLimits limits) {
    Duration timeout = limits.timeout();
    SqlText.checkReads(sql);
    Deadline deadline = new Deadline(timeout);
    try (Connection connection = connections.reader()) {
      SQLiteConnection sqlite = (SQLiteConnection) connection;
      sqlite.setLimit(SQLiteLimits.SQLITE_LIMIT_ATTACHED, 0);
      sqlite.setLimit(SQLiteLimits.SQLITE_LIMIT_LENGTH, limits.valueBytes());
      sqlite.setLimit(SQLiteLimits.SQLITE_LIMIT_COLUMN, limits.columns());
      // One step tries the whole pattern at each place of a value.
      sqlite.setLimit(
          SQLiteLimits.SQLITE_LIMIT_LIKE_PATTERN_LENGTH,
          Math.clamp(limits.valueBytes() / 1_000, 1, LONGEST_PATTERN));
      ProgressHandler.setHandler(connection, limits.steps(), deadline);
      try (PreparedStatement statement = connection.prepareStatement(sql);
          ResultSet rows = statement.executeQuery()) {
        return new Query(limits).read(rows);
      } finally {
        ProgressHandler.clearHandler(connection);
      }
    } catch (SQLException failed) {
      if (deadline.passed) {
        throw new HistoryException.QueryFailed(
            "the query took longer than %d ms: narrow it".formatted(timeout.toMillis()), failed);
      }
      throw new HistoryException.QueryFailed(SqliteErrors.line(failed), failed);
    }
  }

  private QueryResult read(ResultSet rows) throws SQLException {
    ResultSetMetaData meta = rows.getMetaData();
    List<String> columns = new ArrayList<>();
    for (int i = 1; i <= meta.getColumnCount(); i++) {
      columns.add(meta.getColumnLabel(i));
    }
    List<List<JsonNode>> values = new ArrayList<>();
    while (rows.next()) {
      if (values.size() == limits.rows()
          || (values.size() + 1L) * columns.size() > limits.cells()) {
        return new QueryResult(columns, values, true);
      }
      List<JsonNode> row = new ArrayList<>();
      for (int i = 1; i <= columns.size(); i++) {
        row.add(value(rows.getObject(i)));
        if (text > limits.text()) {
          return cut(columns, values);
        }
      }
      values.add(row);
    }
    return new QueryResult(columns, values, false);
  }

  /** Where the row that would come next is too much text. */
  private QueryResult cut(List<String> columns, List<List<JsonNode>> values) {
    if (values.isEmpty()) {
      throw new HistoryException.QueryFailed(
          String.format(
              Locale.ROOT, "one row is more than %,d characters: ask for less", limits.text()));
    }
    return new QueryResult(columns, values, true);
  }

  private JsonNode value(Object value) {
    JsonNodeFactory nodes = JsonNodeFactory.instance;
    return switch (value) {
      case null -> nodes.nullNode();
      case Integer number -> nodes.numberNode(number);
      case Long number -> nodes.numberNode(number);
      case Double number -> nodes.numberNode(number);
      case byte[] bytes -> nodes.stringNode(counted(shown(bytes)));
      default -> nodes.stringNode(counted(value.toString()));
    };
  }

  private String counted(String value) {
    text += value.length();
    return value;
  }

  private static String shown(byte[] bytes) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException notText) {
      return "<" + bytes.length + " bytes>";
    }
  }

  /** Interrupts SQLite once the time is over, or the thread is to end. */
  private static final class Deadline extends ProgressHandler {
    private final long end;
    private boolean passed;

    Deadline(Duration timeout) {
      end = System.nanoTime() + timeout.toNanos();
    }

    @Override
    protected int progress() {
      passed = System.nanoTime() - end > 0;
      return passed || Thread.currentThread().isInterrupted() ? 1 : 0;
    }
  }
}
