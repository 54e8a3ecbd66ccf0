package dev.cambrian.server.campaign;

import dev.cambrian.core.history.SqliteHistory;
import dev.cambrian.core.json.Json;
import dev.cambrian.rig.RigVersion;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What the report of an export tells of the export itself: which program version wrote it, and the
 * last event of its history with that event's digest, by which one notices that events were cut off
 * at the end. Exports of earlier versions have none.
 */
public final class ExportMark {
  /** Of the report. */
  public static final String MEMBER = "export";

  private static final String HEAD =
      "SELECT position, digest FROM event ORDER BY position DESC LIMIT 1";

  @SuppressWarnings("InlineFormatString") // It reads better beside the other.
  private static final String AT = "SELECT position, digest FROM event WHERE position = %d";

  private static final Duration LIMIT = Duration.ofSeconds(10);

  private ExportMark() {}

  /**
   * Of an export with that history.
   *
   * @throws IllegalArgumentException if it has no event
   */
  public static ObjectNode of(SqliteHistory history) {
    List<JsonNode> head =
        row(history, HEAD)
            .orElseThrow(() -> new IllegalArgumentException("an export has a campaign's events"));
    return Json.object()
        .put("cambrian", RigVersion.number())
        .put("head-position", head.get(0).asLong())
        .put("head-digest", head.get(1).asString());
  }

  /** What is wrong with one that was written, in a line; empty where nothing is. */
  public static Optional<String> defect(JsonNode written, SqliteHistory history) {
    JsonNode position = written.path("head-position");
    JsonNode digest = written.path("head-digest");
    if (!position.isIntegralNumber() || !position.canConvertToLong() || !digest.isString()) {
      return Optional.of("%s has no head-position and head-digest".formatted(MEMBER));
    }
    return row(history, AT.formatted(position.longValue()))
            .filter(it -> it.get(1).asString().equals(digest.stringValue()))
            .isPresent()
        ? Optional.empty()
        : Optional.of(
            "%s/head-digest is not that of event %d of the history"
                .formatted(MEMBER, position.longValue()));
  }

  private static Optional<List<JsonNode>> row(SqliteHistory history, String sql) {
    return history.query(sql, 1, LIMIT).rows().stream().findFirst();
  }
}
