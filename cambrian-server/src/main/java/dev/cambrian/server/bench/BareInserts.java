package dev.cambrian.server.bench;

import dev.cambrian.core.event.EventCodec;
import dev.cambrian.core.event.RecordedEvent;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Properties;

/**
 * What a history is measured against: one prepared insert of the same row a transaction, with the
 * same settings, into a table with no index, trigger or check.
 */
final class BareInserts implements AutoCloseable {
  private final Connection connection;
  private final PreparedStatement insert;

  private BareInserts(Connection connection) throws SQLException {
    this.connection = connection;
    this.insert =
        connection.prepareStatement("INSERT INTO event VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
  }

  /** A new file beside that history, with the same rows in it. */
  static BareInserts beside(Path history) throws SQLException {
    Path file = history.resolveSibling("bare.db");
    try (Connection filling = connect(file);
        Statement statement = filling.createStatement()) {
      statement.execute(
          """
          CREATE TABLE event (position INTEGER PRIMARY KEY, event_id TEXT, stream TEXT,
            version INTEGER, type TEXT, schema_version INTEGER, recorded_at TEXT,
            correlation_id TEXT, causation_id TEXT, data TEXT, digest TEXT) STRICT""");
      statement.execute("ATTACH '" + history.toString().replace("'", "''") + "' AS history");
      statement.execute(
          """
          INSERT INTO event SELECT position, event_id, stream, version, type, schema_version,
            recorded_at, correlation_id, causation_id, data, digest FROM history.event""");
      statement.execute("DETACH history");
    }
    return new BareInserts(connect(file));
  }

  private static Connection connect(Path file) throws SQLException {
    Properties settings = new Properties();
    settings.setProperty("jdbc.get_generated_keys", "false");
    Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file, settings);
    try (Statement statement = connection.createStatement()) {
      statement.execute("PRAGMA journal_mode = WAL");
      statement.execute("PRAGMA synchronous = FULL");
      statement.execute("PRAGMA foreign_keys = ON");
      statement.execute("PRAGMA busy_timeout = 10000");
      statement.execute("PRAGMA wal_autocheckpoint = 4000");
    }
    return connection;
  }

  void insert(RecordedEvent event, String data) throws SQLException {
    insert.setLong(1, event.position());
    insert.setString(2, event.eventId().toString());
    insert.setString(3, event.stream().value());
    insert.setLong(4, event.version());
    insert.setString(5, event.type());
    insert.setInt(6, event.schemaVersion());
    insert.setString(7, event.recordedAt().toString());
    insert.setString(8, event.correlationId().toString());
    insert.setString(9, event.causationId().map(Object::toString).orElse(null));
    insert.setString(10, data);
    insert.setString(11, event.digest());
    insert.executeUpdate();
  }

  /** Into a table of its own. */
  void put(byte[] content) throws SQLException {
    try (Statement table = connection.createStatement()) {
      table.execute("CREATE TABLE blob (content BLOB) STRICT");
    }
    try (PreparedStatement blob = connection.prepareStatement("INSERT INTO blob VALUES (?)")) {
      blob.setBytes(1, content);
      blob.executeUpdate();
    }
  }

  static String data(RecordedEvent event) {
    return EventCodec.standard().encode(event.event()).data();
  }

  @Override
  public void close() throws SQLException {
    insert.close();
    connection.close();
  }
}
