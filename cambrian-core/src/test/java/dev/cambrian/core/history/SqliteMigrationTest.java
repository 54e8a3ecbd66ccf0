package dev.cambrian.core.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cambrian.core.event.RecordedEvent;
import dev.cambrian.core.verdict.FailureKind;
import dev.cambrian.core.verdict.Stage;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Histories that older versions wrote. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class SqliteMigrationTest {
  @TempDir private Path directory;

  private Path file() {
    return directory.resolve("history.db");
  }

  @Test
  void a_history_of_version_one_gets_its_projections_and_keeps_its_events() throws SQLException {
    List<RecordedEvent> appended;
    try (SqliteHistory history = History.open(file())) {
      appended = Growth.append(history, Growth.promotedGeneration(1, 0));
    }
    dropWhatTellsOfExchanges();
    for (String table :
        List.of("generation", "stage", "contract_result", "test_failure", "llm_exchange", "spec")) {
      sql("DROP VIEW " + table);
      sql("DROP TABLE projected_" + table);
    }
    sql("DROP VIEW lineage");
    sql("ALTER TABLE event RENAME TO kept");
    sql("ALTER TABLE blob RENAME TO kept_blob");
    for (String trigger :
        List.of(
            "event_is_never_updated",
            "event_is_never_deleted",
            "event_is_only_appended",
            "blob_is_never_updated",
            "blob_is_never_deleted",
            "blob_is_only_added")) {
      sql("DROP TRIGGER " + trigger);
    }
    sql(Migrations.resource("001-events.sql"));
    sql("INSERT INTO event SELECT * FROM kept ORDER BY position");
    sql("INSERT INTO blob SELECT * FROM kept_blob");
    sql("DROP TABLE kept");
    sql("DROP TABLE kept_blob");
    sql("CREATE VIEW of_mine AS SELECT count(*) AS events FROM event");
    sql("PRAGMA user_version = 1");

    try (SqliteHistory history = History.open(file())) {
      assertThat(history.readAll(0, 100)).isEqualTo(appended);
      assertThat(history.verify().broken()).isEmpty();
      assertThat(history.generation(1).orElseThrow().outcome()).isEqualTo(Outcome.PROMOTED);
      assertThat(history.query("SELECT * FROM stage", 10, Duration.ofSeconds(5)).rows()).hasSize(5);
      assertThat(history.query("SELECT * FROM of_mine", 10, Duration.ofSeconds(5)).rows())
          .hasSize(1);
      assertThat(history.size().version()).isEqualTo(Migrations.NEWEST);
    }
    assertThatThrownBy(() -> sql("DELETE FROM event")).hasMessageContaining("never deleted");
  }

  @Test
  void a_history_of_version_five_learns_the_limits_that_its_reports_name() throws SQLException {
    try (SqliteHistory history = History.open(file())) {
      Growth.append(
          history,
          Growth.started(1),
          Growth.sealed(1),
          Growth.verifying(1, "run"),
          Growth.stage(1, "run", Stage.BUILD, false),
          Growth.overMemory(1, "run"),
          Growth.rolledBack(1, FailureKind.NON_VIABLE));
    }
    sql("DROP VIEW stage");
    sql("DROP VIEW generation");
    sql("ALTER TABLE projected_stage DROP COLUMN exceeded_limit");
    sql("PRAGMA user_version = 5");

    try (SqliteHistory history = History.open(file())) {
      assertThat(
              history
                  .query(
                      "SELECT exceeded_limit FROM generation WHERE failure_class = 'candidate'",
                      10,
                      Duration.ofSeconds(5))
                  .rows()
                  .toString())
          .isEqualTo("[[\"memory\"]]");
      assertThat(history.size().version()).isEqualTo(Migrations.NEWEST);
      assertThat(history.verify().broken()).isEmpty();
    }
  }

  /** Views that read another, which those of that time did not. */
  private void dropWhatTellsOfExchanges() throws SQLException {
    sql("DROP VIEW campaign");
    sql("DROP VIEW trial");
  }

  @Test
  void a_history_of_version_eight_learns_which_organism_asked() throws SQLException {
    try (SqliteHistory history = History.open(file())) {
      Growth.append(history, Growth.promotedGeneration(1, 0));
      Growth.append(history, Growth.answeredTo("organism-1", 1));
    }
    dropWhatTellsOfExchanges();
    sql("DROP VIEW generation");
    sql("DROP VIEW llm_exchange");
    sql("ALTER TABLE projected_llm_exchange DROP COLUMN organism");
    sql("PRAGMA user_version = 8");

    try (SqliteHistory history = History.open(file())) {
      assertThat(
              history
                  .query("SELECT organism FROM llm_exchange", 10, Duration.ofSeconds(5))
                  .rows()
                  .toString())
          .isEqualTo("[[null], [\"organism-1\"]]");
      assertThat(history.verify().broken()).isEmpty();
    }
  }

  @Test
  void a_history_from_before_the_logs_of_stages_gets_their_column() throws SQLException {
    try (SqliteHistory history = History.open(file())) {
      Growth.append(history, Growth.promotedGeneration(1, 0));
    }
    sql("DROP VIEW stage");
    sql("ALTER TABLE projected_stage DROP COLUMN log_blob");
    sql("PRAGMA user_version = 6");

    try (SqliteHistory history = History.open(file())) {
      assertThat(
              history
                  .query("SELECT count(*), count(log_blob) FROM stage", 10, Duration.ofSeconds(5))
                  .rows()
                  .toString())
          .isEqualTo("[[5, 4]]");
      assertThat(history.verify().broken()).isEmpty();
    }
  }

  @Test
  void a_history_from_before_reverse_runs_gets_their_columns() throws SQLException {
    try (SqliteHistory history = History.open(file())) {
      Growth.append(history, Growth.promotedGeneration(1, 0));
      Growth.append(history, Growth.reverseRun(1, true));
    }
    sql("DROP VIEW generation");
    sql("ALTER TABLE projected_generation DROP COLUMN reverse_baseline");
    sql("PRAGMA user_version = 7");

    try (SqliteHistory history = History.open(file())) {
      assertThat(
              history
                  .query(
                      "SELECT reverse_baseline, reverse_viable, reverse_failure FROM generation",
                      10,
                      Duration.ofSeconds(5))
                  .rows()
                  .toString())
          .isEqualTo("[[2, 1, null]]");
      assertThat(history.verify().broken()).isEmpty();
    }
  }

  @Test
  void a_history_from_before_campaigns_gets_their_tables_and_views() throws SQLException {
    try (SqliteHistory history = History.open(file())) {
      Growth.append(history, Growth.promotedGeneration(1, 0));
      Growth.append(history, Growth.specRegistered());
    }
    for (String view : List.of("campaign", "trial", "proposal", "campaign_notice", "spec")) {
      sql("DROP VIEW " + view);
    }
    for (String table : List.of("campaign", "trial", "proposal", "campaign_notice")) {
      sql("DROP TABLE projected_" + table);
    }
    sql("PRAGMA user_version = 10");

    try (SqliteHistory history = History.open(file())) {
      Growth.append(history, Campaigns.whole());

      assertThat(
              history
                  .query("SELECT count(*), operator FROM trial, spec", 10, Duration.ofSeconds(5))
                  .rows()
                  .toString())
          .isEqualTo("[[5, null]]");
      assertThat(history.verify().broken()).isEmpty();
    }
  }

  @Test
  void a_history_from_before_indexes_gets_them_and_loses_nothing() throws SQLException {
    GenerationRecord written;
    try (SqliteHistory history = History.open(file())) {
      Growth.append(history, Growth.promotedGeneration(1, 0));
      written = history.generation(1).orElseThrow();
    }
    for (String column : List.of("parent", "artifact", "spec")) {
      sql("DROP INDEX projected_generation_" + column);
    }
    sql("PRAGMA user_version = 11");

    try (SqliteHistory history = History.open(file())) {
      assertThat(history.generation(1)).contains(written);
      assertThat(history.verify().broken()).isEmpty();
    }
    assertThat(plan("parent = 1 AND generation > 1")).contains("projected_generation_parent");
    assertThat(plan("artifact_hash = 'sha256:0'")).contains("projected_generation_artifact");
    assertThat(plan("spec_hash = 'sha256:0'")).contains("projected_generation_spec");
  }

  @Test
  void a_history_from_before_the_canary_learns_it_from_its_reports() throws SQLException {
    try (SqliteHistory history = History.open(file())) {
      Growth.append(
          history,
          Growth.started(1),
          Growth.sealed(1),
          Growth.verifying(1, "run"),
          Growth.stage(1, "run", Stage.TEST, false),
          Growth.caught(1, "run"));
    }
    sql("DROP VIEW stage");
    sql("ALTER TABLE projected_stage DROP COLUMN canary_passed");
    sql("ALTER TABLE projected_stage DROP COLUMN canary_ms");
    sql("PRAGMA user_version = 12");

    try (SqliteHistory history = History.open(file())) {
      assertThat(
              history
                  .query("SELECT stage, passed, duration_ms FROM stage", 10, Duration.ofSeconds(5))
                  .rows()
                  .toString())
          .isEqualTo("[[\"test\", 0, 102], [\"canary\", 0, 480]]");
      assertThat(history.verify().broken()).isEmpty();
    }
  }

  @Test
  void a_history_from_before_the_kinds_of_failures_learns_them_from_its_reports()
      throws SQLException {
    try (SqliteHistory history = History.open(file())) {
      Growth.append(history, Growth.failedGeneration(1));
    }
    sql("DROP VIEW test_failure");
    sql("ALTER TABLE projected_test_failure DROP COLUMN kind");
    sql("PRAGMA user_version = 13");

    try (SqliteHistory history = History.open(file())) {
      assertThat(
              history
                  .query("SELECT kind, test FROM test_failure", 10, Duration.ofSeconds(5))
                  .rows()
                  .toString())
          .isEqualTo("[[\"test\", \"EchoTest.echoes\"], [\"test\", \"EchoTest.starts\"]]");
      assertThat(history.size().version()).isEqualTo(Migrations.NEWEST);
      assertThat(history.verify().broken()).isEmpty();
    }
  }

  /** How generations with that are found. */
  private String plan(String where) throws SQLException {
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file());
        Statement statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery(
                "EXPLAIN QUERY PLAN SELECT generation FROM projected_generation WHERE " + where)) {
      return rows.getString("detail");
    }
  }

  private void sql(String sql) throws SQLException {
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file());
        Statement statement = connection.createStatement()) {
      statement.executeUpdate(sql);
    }
  }
}
