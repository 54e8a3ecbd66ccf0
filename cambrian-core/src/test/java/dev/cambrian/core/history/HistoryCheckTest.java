package dev.cambrian.core.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.cambrian.core.event.StreamId;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What someone can do to the file who takes the database's own guards away first. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class HistoryCheckTest {
  @TempDir private Path directory;

  @BeforeEach
  void grow() {
    try (SqliteHistory history = History.open(file())) {
      Growth.append(history, Growth.promotedGeneration(1, 0));
      Growth.append(history, Growth.failedGeneration(2));
    }
  }

  private Path file() {
    return directory.resolve("history.db");
  }

  private HistoryCheck checkAfter(String... tampering) throws SQLException {
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file());
        Statement statement = connection.createStatement()) {
      for (String trigger :
          new String[] {
            "event_is_never_updated",
            "event_is_never_deleted",
            "event_is_only_appended",
            "blob_is_never_updated",
            "blob_is_never_deleted"
          }) {
        statement.executeUpdate("DROP TRIGGER " + trigger);
      }
      for (String sql : tampering) {
        assertThat(statement.executeUpdate(sql)).as(sql).isPositive();
      }
    }
    try (SqliteHistory history = History.open(file())) {
      return history.verify();
    }
  }

  private HistoryCheck streamAfter(int generation, String... tampering) throws SQLException {
    HistoryCheck _ = checkAfter(tampering);
    try (SqliteHistory history = History.open(file())) {
      return history.verify(StreamId.generation(generation));
    }
  }

  private static void assertBroken(HistoryCheck check, long position, String reason) {
    assertThat(check.sound()).isFalse();
    assertThat(check.defects()).isEqualTo(1);
    assertThat(check.broken()).hasSize(1);
    assertThat(check.broken().getFirst().position()).isEqualTo(position);
    assertThat(check.broken().getFirst().reason()).contains(reason).doesNotContain("\n");
  }

  @Test
  void an_untouched_history_is_sound() {
    try (SqliteHistory history = History.open(file())) {
      HistoryCheck check = history.verify();

      assertThat(check.sound()).isTrue();
      assertThat(check.events()).isEqualTo(18);
      assertThat(check.blobs()).isEqualTo(Growth.BLOBS.size());
      assertThat(check.headDigest()).isEqualTo(history.readAll(17, 1).getFirst().digest());
    }
  }

  @Test
  void a_changed_event_breaks_the_chain_where_it_stands() throws SQLException {
    HistoryCheck check =
        checkAfter("UPDATE event SET data = replace(data, 'true', 'false') WHERE position = 8");

    assertBroken(check, 8, "its digest is");
    assertThat(check.events()).isEqualTo(17);
  }

  @Test
  void a_changed_event_with_a_digest_of_its_own_breaks_the_next() throws SQLException {
    String forged;
    try (SqliteHistory history = History.open(file())) {
      EventRow row =
          history
              .writer()
              .transaction(
                  s ->
                      s.first(EventRows.SELECT + "WHERE position = 8", EventRows::read)
                          .orElseThrow());
      String before = history.readAll(6, 1).getFirst().digest();
      forged =
          DigestChain.next(
              before,
              new EventRow(
                  row.position(),
                  row.eventId(),
                  row.stream(),
                  row.version(),
                  row.type(),
                  row.schemaVersion(),
                  row.recordedAt(),
                  row.correlationId(),
                  row.causationId(),
                  row.data().replace("true", "false"),
                  ""));
    }

    HistoryCheck check =
        checkAfter(
            "UPDATE event SET data = replace(data, 'true', 'false'), digest = '%s' WHERE position = 8"
                .formatted(forged));

    assertBroken(check, 9, "its digest is");
  }

  @Test
  void every_part_of_the_envelope_is_under_the_digest() throws SQLException {
    assertBroken(
        checkAfter("UPDATE event SET recorded_at = '2020-01-01T00:00:00.000Z' WHERE position = 5"),
        5,
        "its digest is");
  }

  @Test
  void a_missing_event_is_seen() throws SQLException {
    assertBroken(
        checkAfter("DELETE FROM event WHERE position = 4"), 5, "the position after 3 is missing");
  }

  @Test
  void a_changed_content_is_seen_at_the_event_that_refers_to_it() throws SQLException {
    String report = Blobs.hashOf(Growth.NON_VIABLE);

    HistoryCheck check =
        checkAfter("UPDATE blob SET content = zeroblob(size) WHERE hash = '" + report + "'");

    assertBroken(check, 17, "the content stored as " + report + " has the hash sha256:");
    assertThat(check.blobs()).isEqualTo(Growth.BLOBS.size() - 1);
  }

  @Test
  void a_changed_content_that_no_event_refers_to_is_seen() throws SQLException {
    String unused;
    try (SqliteHistory history = History.open(file())) {
      unused = history.put(new byte[] {1, 2, 3});
    }

    assertBroken(
        checkAfter("UPDATE blob SET content = zeroblob(size) WHERE hash = '" + unused + "'"),
        0,
        "stored as " + unused);
  }

  @Test
  void a_missing_log_is_seen_at_the_stage_that_refers_to_it() throws SQLException {
    String log = Blobs.hashOf(Growth.LOG);

    assertThat(checkAfter("DELETE FROM blob WHERE hash = '" + log + "'").broken())
        .singleElement()
        .satisfies(
            it ->
                assertThat(it.reason())
                    .isEqualTo("the content " + log + " that it refers to is missing"));
  }

  @Test
  void a_missing_content_is_seen_at_the_event_that_refers_to_it() throws SQLException {
    String report = Blobs.hashOf(Growth.NON_VIABLE);

    assertBroken(
        checkAfter("DELETE FROM blob WHERE hash = '" + report + "'"),
        17,
        "the content " + report + " that it refers to is missing");
  }

  @Test
  void a_changed_projection_is_seen_and_a_rebuild_mends_it() throws SQLException {
    HistoryCheck check =
        checkAfter("UPDATE projected_generation SET outcome = 'promoted' WHERE generation = 2");

    assertBroken(check, 0, "the projection of generation 2 is not what its events say: rebuild");
    try (SqliteHistory history = History.open(file())) {
      assertThat(history.generation(2).orElseThrow().outcome()).isEqualTo(Outcome.PROMOTED);
      assertThat(history.rebuildProjections()).isEqualTo(new Rebuilt(18, 2));
      assertThat(history.generation(2).orElseThrow().outcome()).isEqualTo(Outcome.FAILED);
      assertThat(history.verify().sound()).isTrue();
    }
  }

  @Test
  void every_defect_is_told_not_only_the_first() throws SQLException {
    String report = Blobs.hashOf(Growth.NON_VIABLE);

    HistoryCheck check =
        checkAfter(
            "UPDATE event SET recorded_at = '2020-01-01T00:00:00.000Z' WHERE position = 3",
            "UPDATE event SET data = '{}' WHERE position = 12",
            "DELETE FROM event WHERE position = 14",
            "DELETE FROM blob WHERE hash = '" + report + "'",
            "UPDATE projected_generation SET outcome = 'failed' WHERE generation = 1");

    assertThat(check.broken())
        .extracting(HistoryCheck.Broken::position)
        .containsExactly(3L, 12L, 12L, 15L, 17L);
    assertThat(check.broken())
        .extracting(HistoryCheck.Broken::reason)
        .satisfiesExactly(
            reason -> assertThat(reason).startsWith("its digest is"),
            reason -> assertThat(reason).startsWith("its digest is"),
            reason -> assertThat(reason).doesNotContain("event 12"),
            reason -> assertThat(reason).isEqualTo("the position after 13 is missing"),
            reason -> assertThat(reason).contains(report, "is missing"));
    assertThat(check.defects()).isEqualTo(5);
    assertThat(check.events()).isEqualTo(13);
  }

  @Test
  void positions_that_are_missing_explain_as_many_missing_versions_and_no_more()
      throws SQLException {
    assertThat(
            checkAfter(
                    "DELETE FROM event WHERE position IN (4, 5)",
                    "UPDATE event SET version = version + 1 WHERE position = 18")
                .broken())
        .extracting(HistoryCheck.Broken::position, broken -> broken.reason().split(" ", 6)[4])
        .containsExactly(tuple(6L, "3"), tuple(18L, "but"), tuple(18L, "where"));
  }

  @Test
  void more_defects_than_anyone_reads_are_counted_and_the_first_are_listed() throws SQLException {
    try (SqliteHistory history = History.open(file())) {
      for (int generation = 3; generation < 23; generation++) {
        Growth.append(history, Growth.failedGeneration(generation));
      }
    }

    HistoryCheck check = checkAfter("UPDATE event SET recorded_at = '2020-01-01T00:00:00.000Z'");

    assertThat(check.events()).isZero();
    assertThat(check.defects()).isGreaterThan(150);
    assertThat(check.broken()).hasSize(HistoryCheck.LISTED);
    assertThat(check.broken().getLast().position()).isEqualTo(100);
  }

  @Test
  void a_projection_that_cannot_be_read_is_a_defect_too() throws SQLException {
    assertBroken(
        checkAfter("UPDATE projected_generation SET created = 'soon' WHERE generation = 2"),
        0,
        "a projected generation cannot be read");
  }

  @Test
  void an_untouched_stream_is_sound() {
    try (SqliteHistory history = History.open(file())) {
      StreamId stream = StreamId.generation(2);
      HistoryCheck check = history.verify(stream);

      assertThat(check.broken()).isEmpty();
      assertThat(check.events()).isEqualTo(history.read(stream).size());
      assertThat(check.headDigest()).isEqualTo(history.read(stream).getLast().digest());
    }
  }

  @Test
  void a_changed_event_breaks_its_own_stream() throws SQLException {
    assertBroken(
        streamAfter(1, "UPDATE event SET data = replace(data, 'true', 'false') WHERE position = 8"),
        8,
        "its digest is");
  }

  @Test
  void a_changed_event_leaves_the_other_streams_sound() throws SQLException {
    HistoryCheck check =
        streamAfter(2, "UPDATE event SET data = replace(data, 'true', 'false') WHERE position = 8");

    assertThat(check.broken()).isEmpty();
  }

  @Test
  void a_content_that_a_stream_refers_to_and_that_is_another_is_found() throws SQLException {
    HistoryCheck check =
        streamAfter(
            2,
            "UPDATE blob SET size = 1, content = X'00' WHERE hash = '%s'"
                .formatted(Blob.of(Growth.NON_VIABLE).hash()));

    assertThat(check.broken())
        .singleElement()
        .extracting(HistoryCheck.Broken::reason)
        .asString()
        .contains("has the hash");
  }

  @Test
  void a_projection_that_says_something_else_than_its_stream_is_found() throws SQLException {
    HistoryCheck check =
        streamAfter(2, "UPDATE projected_generation SET viable = 1 WHERE generation = 2");

    assertThat(check.broken())
        .singleElement()
        .extracting(HistoryCheck.Broken::reason)
        .asString()
        .contains("the projection of generation 2");
  }
}
