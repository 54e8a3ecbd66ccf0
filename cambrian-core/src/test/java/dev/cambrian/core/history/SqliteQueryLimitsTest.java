package dev.cambrian.core.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cambrian.core.json.Json;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayNameGeneration(ReplaceUnderscores.class)
class SqliteQueryLimitsTest {
  @TempDir private Path directory;
  private SqliteHistory history;

  @BeforeEach
  void grow() {
    history = FourGenerations.in(directory);
  }

  @AfterEach
  void close() {
    history.close();
  }

  @Test
  void values_keep_their_types() {
    QueryResult result =
        history.query(
            "SELECT 7, 7.5, 'x', NULL, x'ff00', x'4142', 9007199254740993 AS big",
            1,
            Duration.ofSeconds(5));

    assertThat(result.rows().getFirst().toString())
        .isEqualTo("[7, 7.5, \"x\", null, \"<2 bytes>\", \"AB\", 9007199254740993]");
    assertThat(result.columns()).element(6).isEqualTo("big");
    assertThat(Json.write(result.rows().getFirst().get(0))).isEqualTo("7");
  }

  @Test
  void more_rows_than_asked_for_are_cut_off_and_that_is_told() {
    String all = "SELECT * FROM stage";

    assertThat(history.query(all, 6, Duration.ofSeconds(5)).truncated()).isFalse();
    QueryResult cut = history.query(all, 5, Duration.ofSeconds(5));
    assertThat(cut.rows()).hasSize(5);
    assertThat(cut.truncated()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "DELETE FROM projected_generation",
        "UPDATE projected_generation SET outcome = 'promoted'",
        "DROP TABLE projected_generation",
        "CREATE TEMP TABLE t (a)",
        "ATTACH 'other.db' AS other",
        "PRAGMA query_only = OFF",
        "PRAGMA writable_schema = ON",
        "VACUUM",
        "VACUUM INTO 'copy.db'",
        "BEGIN IMMEDIATE",
        "WITH g AS (SELECT 1) DELETE FROM projected_generation",
        "WITH g AS (SELECT 1) INSERT INTO projected_spec SELECT 1,1,1,1,1,1",
        "EXPLAIN SELECT 1; DELETE FROM projected_generation",
        "SELECT 1; DROP TABLE projected_generation",
        "SELECT ';' /* ; */ -- ;\n ; SELECT 2",
        "/* SELECT */ DELETE FROM projected_generation",
        "-- SELECT\nDELETE FROM projected_generation",
        "SELECT load_extension('x')",
        "SELECT writefile('x', 'y')",
        "",
        "  -- nothing\n",
        "(SELECT 1)",
        "SELECT * FROM nowhere",
        "SELECT 'unclosed",
        "SELEC 1"
      })
  void what_is_no_reading_statement_is_refused_in_one_line(String sql) {
    assertThatThrownBy(() -> history.query(sql, 10, Duration.ofSeconds(5)))
        .isInstanceOf(HistoryException.QueryFailed.class)
        .message()
        .isNotBlank()
        .doesNotContain("\n");
    assertThat(history.highestGeneration()).isEqualTo(4);
    assertThat(history.verify().broken()).isEmpty();
    assertThat(Files.exists(Path.of("copy.db")) || Files.exists(Path.of("other.db"))).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "select 1;",
        " ; SELECT 1 ; -- done\n",
        "VALUES (1)",
        "EXPLAIN QUERY PLAN SELECT 1",
        "SELECT ';\"' AS [a;b], \"generation\" FROM generation -- ; x",
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 3) SELECT i FROM n"
      })
  void a_reading_statement_runs(String sql) {
    assertThat(history.query(sql, 10, Duration.ofSeconds(5)).rows()).isNotEmpty();
  }

  @Test
  void a_query_that_takes_too_long_is_stopped() {
    String endless =
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT max(i) FROM n";
    long begin = System.nanoTime();

    assertThatThrownBy(() -> history.query(endless, 10, Duration.ofMillis(100)))
        .isInstanceOf(HistoryException.QueryFailed.class)
        .hasMessage("the query took longer than 100 ms: narrow it");
    assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(20));
    assertThat(history.query("SELECT 1", 1, Duration.ofSeconds(5)).rows()).hasSize(1);
  }

  @Test
  void stricter_limits_hold_for_values_columns_cells_and_text() {
    QueryLimits limits = new QueryLimits(10, 7, 20, Duration.ofSeconds(30), 10_000, 60, 25);
    String two = "VALUES ('%s', 1), ('%s', 2)";

    assertThat(history.query("VALUES (1, 2), (3, 4), (5, 6), (7, 8)", limits))
        .matches(it -> it.rows().size() == 3 && it.truncated());
    assertThat(history.query(two.formatted("x".repeat(10), "y".repeat(10)), limits).truncated())
        .isFalse();
    assertThat(history.query(two.formatted("x".repeat(10), "y".repeat(11)), limits))
        .matches(it -> it.rows().size() == 1 && it.truncated());
    assertThatThrownBy(() -> history.query(two.formatted("x".repeat(21), "y"), limits))
        .isInstanceOf(HistoryException.QueryFailed.class)
        .hasMessage("one row is more than 20 characters: ask for less");
    assertThatThrownBy(() -> history.query("SELECT length(printf('%.*c', 10001, 'x'))", limits))
        .isInstanceOf(HistoryException.QueryFailed.class)
        .hasMessageContaining("too big");
    assertThatThrownBy(() -> history.query("SELECT 1" + ", 2".repeat(60), limits))
        .isInstanceOf(HistoryException.QueryFailed.class)
        .hasMessageContaining("too many columns");
    assertThatThrownBy(() -> history.query("SELECT 'x' LIKE '%xxxxxxxxxxx'", limits))
        .isInstanceOf(HistoryException.QueryFailed.class)
        .hasMessageContaining("too complex");
  }

  @Test
  void an_interrupted_query_ends() {
    Thread.currentThread().interrupt();
    try {
      assertThatThrownBy(
              () ->
                  history.query(
                      "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT max(i) FROM n",
                      10,
                      Duration.ofMinutes(2)))
          .isInstanceOf(HistoryException.QueryFailed.class)
          .hasMessageContaining("interrupt");
    } finally {
      assertThat(Thread.interrupted()).isTrue();
    }
  }
}
