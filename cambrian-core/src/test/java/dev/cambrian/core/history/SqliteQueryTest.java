package dev.cambrian.core.history;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cambrian.core.llm.TokenUsage;
import dev.cambrian.core.verdict.FailureKind;
import dev.cambrian.core.verdict.Stage;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayNameGeneration(ReplaceUnderscores.class)
class SqliteQueryTest {
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

  private List<String> rows(String sql) {
    return history.query(sql, 100, Duration.ofSeconds(10)).rows().stream()
        .map(
            row ->
                String.join(
                    "|", row.stream().map(cell -> cell.isNull() ? "-" : cell.asString()).toList()))
        .toList();
  }

  @Test
  void tokens_that_a_provider_did_not_tell_are_null_and_never_0() {
    Growth.append(history, Growth.started(5), Growth.answeredWithoutUsage(5));

    assertThat(
            rows(
                "SELECT input_tokens, output_tokens, cache_read_tokens, cache_write_tokens"
                    + " FROM llm_exchange WHERE generation = 5"
                    + " UNION ALL SELECT input_tokens, output_tokens, cache_read_tokens,"
                    + " cache_write_tokens FROM generation WHERE generation = 5"))
        .containsExactly("-|-|-|-", "-|-|-|-");
  }

  @Test
  void what_an_organism_asked_stands_beside_the_generation_and_counts_not_for_it() {
    Growth.append(history, Growth.answeredTo("organism-1", 1));

    assertThat(rows("SELECT organism, generation FROM llm_exchange WHERE generation = 1"))
        .containsExactly("-|1", "organism-1|1");
    assertThat(rows("SELECT input_tokens, cost_usd FROM generation WHERE generation = 1"))
        .as("its usage is not known, that of the generation is")
        .containsExactly("100|2.5");
  }

  @Test
  void generations_with_their_outcome_and_cost() {
    assertThat(
            rows(
                "SELECT generation, parent, outcome, viable, failure, cost_usd, input_tokens"
                    + " FROM generation ORDER BY generation"))
        .containsExactly(
            "1|0|promoted|1|-|2.5|100",
            "2|0|failed|0|non-viable|-|100",
            "3|1|in_progress|-|-|0.0|0",
            "4|3|in_progress|-|-|1.0E-6|100");
    assertThat(
            rows(
                "SELECT duration_ms >= 0, duration_ms < 60000 FROM generation WHERE generation = 1"))
        .containsExactly("1|1");
  }

  @Test
  void stages_of_the_rig() {
    assertThat(rows("SELECT generation, stage, passed, duration_ms FROM stage"))
        .containsExactly(
            "1|manifest|1|100",
            "1|build|1|101",
            "1|test|1|102",
            "1|start|1|103",
            "1|health|1|104",
            "2|test|0|102");
  }

  @Test
  void the_canary_stands_behind_the_test_whose_runner_it_tried() {
    Growth.append(
        history,
        Growth.started(5),
        Growth.sealed(5),
        Growth.verifying(5, "run"),
        Growth.stage(5, "run", Stage.TEST, true),
        Growth.aborted(5, "run"),
        Growth.verifying(5, "run-2"),
        Growth.stage(5, "run-2", Stage.BUILD, true),
        Growth.stage(5, "run-2", Stage.TEST, false),
        Growth.stage(5, "run-2", Stage.START, true),
        Growth.caught(5, "run-2"),
        Growth.rolledBack(5, FailureKind.NON_VIABLE));

    assertThat(
            rows(
                "SELECT run_id, stage, passed, duration_ms, log_blob IS NULL FROM stage WHERE generation = 5"))
        .containsExactly(
            "run|test|1|102|0",
            "run-2|build|1|101|0",
            "run-2|test|0|102|0",
            "run-2|canary|0|480|1",
            "run-2|start|1|103|0");
    assertThat(rows("SELECT count(*) FROM stage WHERE finished_at IS NULL")).containsExactly("0");
  }

  @Test
  void what_an_organism_grew_costs_what_its_answers_since_the_offspring_before_did() {
    String organism = Growth.CAUSE.correlationId().toString();
    Growth.append(history, Growth.answeredTo(organism, 1, OptionalLong.of(4)));
    Growth.append(history, Growth.answeredTo("another", 1, OptionalLong.of(1_000)));
    Growth.append(history, Growth.answeredTo(organism, 1, OptionalLong.of(5)));
    Growth.append(history, Growth.started(5, 1), Growth.sealed(5));
    Growth.append(history, Growth.answeredTo(organism, 1, OptionalLong.of(7)));
    Growth.append(history, Growth.started(6, 1), Growth.sealed(6));
    Growth.append(history, Growth.answeredTo(organism, 1, OptionalLong.of(0)));
    Growth.append(history, Growth.answeredTo(organism, 1));
    Growth.append(history, Growth.started(7, 1), Growth.sealed(7));
    Growth.append(history, Growth.started(8, 1), Growth.sealed(8));

    assertThat(
            rows(
                "SELECT generation, CAST(round(cost_usd * 1000000) AS INTEGER) FROM generation"
                    + " WHERE generation >= 5 ORDER BY generation"))
        .as("the third has an answer without a price, the fourth none at all")
        .containsExactly("5|9", "6|7", "7|-", "8|-");
  }

  @Test
  void tokens_that_nobody_reports_of_what_was_brought_are_null_and_never_0() {
    Growth.append(history, Growth.started(5, 1), Growth.sealed(5, TokenUsage.NONE));
    Growth.append(history, Growth.started(6, 1), Growth.sealed(6));

    assertThat(
            rows(
                "SELECT generation, input_tokens, output_tokens, cache_read_tokens FROM generation"
                    + " WHERE generation >= 5 ORDER BY generation"))
        .containsExactly("5|-|-|-", "6|7|5|0");
  }

  @Test
  void the_log_of_a_stage_that_has_a_command() {
    assertThat(
            rows(
                """
                SELECT s.stage, b.size FROM stage AS s LEFT JOIN blob AS b ON b.hash = s.log_blob
                WHERE s.generation = 1 AND s.stage < 'n'"""))
        .containsExactly("manifest|-", "build|" + Growth.LOG.length, "health|" + Growth.LOG.length);
  }

  @Test
  void the_limit_that_an_artifact_went_over_in_its_stage_and_generation() {
    Growth.append(
        history,
        Growth.started(5),
        Growth.sealed(5),
        Growth.verifying(5, "run"),
        Growth.stage(5, "run", Stage.BUILD, true),
        Growth.aborted(5, "run"),
        Growth.verifying(5, "run-2"),
        Growth.stage(5, "run-2", Stage.MANIFEST, true),
        Growth.stage(5, "run-2", Stage.BUILD, false),
        Growth.overMemory(5, "run-2"),
        Growth.rolledBack(5, FailureKind.NON_VIABLE));

    assertThat(rows("SELECT run_id, stage, exceeded_limit FROM stage WHERE generation = 5"))
        .containsExactly("run|build|-", "run-2|manifest|-", "run-2|build|memory");
    assertThat(
            rows("SELECT generation, exceeded_limit FROM generation WHERE failure = 'non-viable'"))
        .containsExactly("2|-", "5|memory");
  }

  @Test
  void every_kind_of_failure_with_its_class() {
    int generation = 10;
    for (FailureKind kind : FailureKind.values()) {
      generation++;
      Growth.append(history, Growth.started(generation), Growth.rolledBack(generation, kind));
    }

    assertThat(
            rows(
                "SELECT failure, failure_class FROM generation WHERE generation > 10 ORDER BY generation"))
        .isEqualTo(
            Arrays.stream(FailureKind.values())
                .map(kind -> kind.id() + "|" + kind.failureClass().id())
                .toList());
    assertThat(rows("SELECT failure_class FROM generation WHERE generation = 1"))
        .containsExactly("-");
  }

  @Test
  void contracts_of_every_report() {
    assertThat(
            rows("SELECT generation, kind, name, passed, duration_ms, error FROM contract_result"))
        .containsExactly(
            "1|contract|health|1|3|-",
            "1|spec-vector|echo|1|4|-",
            "2|contract|health|1|3|-",
            "2|contract|echo|0|9|status: 500, not 200",
            "2|baseline-contract|old|0|1|refused");
  }

  @Test
  void failures_of_tests() {
    assertThat(rows("SELECT generation, stage, kind, test, error, file, line FROM test_failure"))
        .containsExactly(
            "2|test|test|EchoTest.echoes|expected: X|EchoTest.java|12",
            "2|test|test|EchoTest.starts|refused|-|-");
  }

  @Test
  void exchanges_with_their_rejections() {
    assertThat(
            rows(
                "SELECT generation, purpose, producer_model, replayed, output_tokens, cost_usd,"
                    + " elapsed_ms, rejected_rule FROM llm_exchange"))
        .containsExactly(
            "1|generate|claude-x-2026|0|50|2.5|1234|-",
            "2|generate|claude-x-2026|0|50|-|1234|-",
            "4|generate|claude-x-2026|0|50|1.0E-6|1234|unclosed-block");
  }

  @Test
  void ancestors_of_every_generation() {
    assertThat(rows("SELECT generation, ancestor, depth FROM lineage ORDER BY generation, depth"))
        .containsExactly("1|-|0", "2|-|0", "3|1|1", "4|3|1", "4|1|2");
  }

  @Test
  void the_ancestors_of_one_generation_are_found_along_its_line_alone() {
    for (int generation = 5; generation <= 1_500; generation++) {
      Growth.append(history, Growth.started(generation, generation - 1));
    }

    // All lines together have more than a million rows.
    QueryResult ancestors =
        history.query(
            "SELECT ancestor FROM lineage WHERE generation = 1500 AND depth > 0 ORDER BY depth",
            2_000,
            Duration.ofMillis(300));

    assertThat(ancestors.rows()).hasSize(1_498);
    assertThat(ancestors.rows().getFirst().toString()).isEqualTo("[1499]");
    assertThat(ancestors.rows().getLast().toString()).isEqualTo("[1]");
  }

  @Test
  void specs_and_how_they_fared() {
    assertThat(rows("SELECT file_name, title, version, toolchain, generations, promoted FROM spec"))
        .containsExactly("ECHO.md|Echo|1|java|4|1");
    assertThat(
            rows("SELECT CAST(content AS TEXT) FROM spec JOIN blob ON blob.hash = spec.spec_hash"))
        .containsExactly("# Echo\n");
  }
}
