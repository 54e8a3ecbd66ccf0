package dev.cambrian.core.history;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;

/** Between an {@link EventRow} and the table {@code event}. */
final class EventRows {
  static final String SELECT =
      """
      SELECT position, event_id, stream, version, type, schema_version, recorded_at,
        correlation_id, causation_id, data, digest
      FROM event\s""";

  private static final String INSERT =
      """
      INSERT INTO event
        (position, event_id, stream, version, type, schema_version, recorded_at,
         correlation_id, causation_id, data, digest)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""";

  private EventRows() {}

  static void insert(Statements statements, EventRow row) {
    statements.update(
        INSERT,
        row.position(),
        row.eventId(),
        row.stream(),
        row.version(),
        row.type(),
        row.schemaVersion(),
        row.recordedAt(),
        row.correlationId(),
        row.causationId().orElse(null),
        row.data(),
        row.digest());
  }

  static EventRow read(ResultSet row) throws SQLException {
    return new EventRow(
        row.getLong(1),
        row.getString(2),
        row.getString(3),
        row.getLong(4),
        row.getString(5),
        row.getInt(6),
        row.getString(7),
        row.getString(8),
        Optional.ofNullable(row.getString(9)),
        row.getString(10),
        row.getString(11));
  }
}
