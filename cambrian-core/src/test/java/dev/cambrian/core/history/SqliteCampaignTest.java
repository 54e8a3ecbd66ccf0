package dev.cambrian.core.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cambrian.core.event.Event;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Campaigns in a file, and the views that people read of them. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class SqliteCampaignTest {
  private static final List<String> TABLES =
      List.of(
          "projected_campaign",
          "projected_proposal",
          "projected_trial",
          "projected_campaign_notice");

  @TempDir private Path directory;
  private SqliteHistory history;

  @BeforeEach
  void open() {
    history = History.open(file());
  }

  @AfterEach
  void close() {
    history.close();
  }

  private Path file() {
    return directory.resolve("history.db");
  }

  private void sql(String... statements) throws SQLException {
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file());
        Statement any = connection.createStatement()) {
      for (String statement : statements) {
        any.executeUpdate(statement);
      }
    }
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
  void the_row_of_a_campaign() {
    Growth.append(history, Campaigns.whole());
    Growth.append(history, Campaigns.started("echo-2"));

    assertThat(
            rows(
                """
                SELECT campaign, arm, against_itself, model, proposer_model, seed, parallel, gate,
                  engine, note, status, ending, node, probability_better, trials, budget_usd,
                  token_budget
                FROM campaign"""))
        .containsExactly(
            "echo-1|tree|0|claude-x|claude-y|7|4|0.8|1|it misleads|finished|promoted|1|0.93|60|25.0|-",
            "echo-2|tree|0|claude-x|claude-y|7|4|0.8|1|it misleads|running|-|-|-|60|25.0|-");
    assertThat(
            rows(
                """
                SELECT trials_started, trials_open, trials_scored, trials_viable, trials_voided,
                  proposals_asked, proposals_accepted, proposals_rejected, proposals_abandoned,
                  tokens, cost_usd, duration_ms >= 0, reason
                FROM campaign"""))
        .containsExactly(
            "5|0|4|2|1|2|1|1|0|6300|4.25|1|0.93 is at least 0.8", "0|0|0|0|0|0|0|0|0|0|0.0|-|-");
    assertThat(rows("SELECT spec_hash FROM campaign WHERE base_hash = '" + Campaigns.BASE + "'"))
        .containsExactly(Campaigns.spec(1), "-");
  }

  @Test
  void the_rows_of_trials() {
    Growth.append(history, Campaigns.whole().subList(0, 17));

    assertThat(
            rows(
                """
                SELECT trial, node, phase, status, generation, viable, failure, failure_stage,
                  tokens, cost_usd, elapsed_ms, completed IS NOT NULL, reason
                FROM trial WHERE campaign = 'echo-1' ORDER BY trial"""))
        .containsExactly(
            "1|0|search|scored|1|0|-|test|1500|1.0|61000|1|-",
            "2|1|search|voided|-|-|daemon-gone|-|-|-|-|1|no daemon answers",
            "3|1|search|scored|3|1|-|-|1500|1.0|61000|1|-",
            "4|1|confirm|scored|4|1|-|-|1500|1.0|61000|1|-",
            "5|0|confirm|open|-|-|-|-|-|-|-|0|-");
    assertThat(rows("SELECT spec_hash FROM trial ORDER BY trial"))
        .containsExactly(
            Campaigns.BASE,
            Campaigns.spec(1),
            Campaigns.spec(1),
            Campaigns.spec(1),
            Campaigns.BASE);
  }

  @Test
  void the_rows_of_proposals() {
    Growth.append(
        history,
        Campaigns.started(),
        Campaigns.asked(1, 0),
        Campaigns.answered(1),
        Campaigns.accepted(1, 1),
        Campaigns.transplant(2, 1, 0),
        Campaigns.answered(2, false, OptionalLong.empty()),
        Campaigns.rejected(2),
        Campaigns.asked(3, 1),
        Campaigns.abandoned(3),
        Campaigns.asked(4, 0),
        Campaigns.answered(4),
        Campaigns.asked(5, 0));

    assertThat(
            rows(
                """
                SELECT proposal, parent, operator, section, donor, proposer_model, status, rule,
                  failure, reason, node, rationale, tokens, cost_usd
                FROM proposal ORDER BY proposal"""))
        .containsExactly(
            "1|0|refine|errors|-|claude-y-2026|accepted|-|-|-|1|clearer|150|0.5",
            "2|1|transplant|errors|0|claude-y-2026|rejected|frozen|-|a vector was changed|-|-|-|-",
            "3|1|refine|errors|-|-|abandoned|-|model-unavailable|no answer|-|-|-|-",
            "4|0|refine|errors|-|claude-y-2026|answered|-|-|-|-|-|150|0.5",
            "5|0|refine|errors|-|-|asked|-|-|-|-|-|-|-");
    assertThat(rows("SELECT parent_spec_hash, spec_hash FROM proposal WHERE proposal < 3"))
        .containsExactly(Campaigns.BASE + "|" + Campaigns.spec(1), Campaigns.spec(1) + "|-");
    assertThat(
            rows(
                "SELECT b.size FROM proposal AS p JOIN blob AS b ON b.hash = p.answer_blob"
                    + " WHERE p.proposal = 1"))
        .containsExactly(Integer.toString(Growth.ANSWER.length));
  }

  @Test
  void what_the_monitor_saw() {
    Growth.append(history, Campaigns.started(), Campaigns.noticed());

    assertThat(rows("SELECT campaign, trigger, message, action FROM campaign_notice"))
        .containsExactly("echo-1|plateau|no better spec for 20 trials|restructures next");
  }

  @Test
  void a_spec_knows_the_first_that_it_was_made_from() {
    Growth.append(history, Growth.specRegistered());
    Growth.append(history, Campaigns.started(), Campaigns.copy(1, 0));
    Growth.append(history, Campaigns.accepted(1, 1, Campaigns.BASE));

    assertThat(rows("SELECT parent_spec_hash, operator FROM spec"))
        .as("a copy of itself made no new spec")
        .containsExactly("-|-");

    Growth.append(history, Campaigns.asked(2, 0), Campaigns.answered(2));
    Growth.append(history, Campaigns.accepted(2, 2));
    Growth.append(history, Campaigns.transplant(3, 2, 0), Campaigns.answered(3));
    Growth.append(history, Campaigns.accepted(3, 3, Campaigns.BASE));

    assertThat(rows("SELECT parent_spec_hash, operator, title FROM spec"))
        .containsExactly(Campaigns.spec(2) + "|transplant|Echo");
  }

  @Test
  void one_price_that_is_not_known_leaves_the_cost_empty() {
    Growth.append(history, Campaigns.started(), Campaigns.asked(1, 0));
    Growth.append(history, Campaigns.answered(1, false, OptionalLong.empty()));

    assertThat(rows("SELECT tokens, cost_usd FROM campaign")).containsExactly("-|-");
  }

  @Test
  void rebuilt_the_tables_are_what_they_were() {
    Growth.append(history, Campaigns.started("echo-0"));
    for (Event event : Campaigns.whole()) {
      Growth.append(history, event);
    }
    Map<String, QueryResult> before = tables();

    history.rebuildProjections();

    assertThat(tables()).isEqualTo(before);
    assertThat(before.values()).allSatisfy(table -> assertThat(table.rows()).isNotEmpty());
    assertThat(history.verify().broken()).isEmpty();
  }

  private Map<String, QueryResult> tables() {
    Map<String, QueryResult> tables = new TreeMap<>();
    for (String table : TABLES) {
      tables.put(table, history.query("SELECT * FROM " + table, 10_000, Duration.ofSeconds(10)));
    }
    return tables;
  }

  @Test
  void two_that_append_in_turn_see_what_the_other_did() {
    try (SqliteHistory other = History.open(file())) {
      Growth.append(history, Campaigns.started());
      for (int trial = 1; trial <= 10; trial++) {
        Growth.append(trial % 2 == 0 ? history : other, Campaigns.trial(trial, 0));
        Growth.append(trial % 3 == 0 ? history : other, Campaigns.viable(trial));
      }

      assertThatThrownBy(() -> Growth.append(history, Campaigns.viable(10)))
          .isInstanceOf(HistoryException.IllegalTransition.class);
      assertThat(history.campaign(Campaigns.ID)).isEqualTo(other.campaign(Campaigns.ID));
      assertThat(history.campaign(Campaigns.ID).orElseThrow().trials())
          .isEqualTo(new CampaignRecord.Trials(10, 10, 10, 0));
      assertThat(history.verify().broken()).isEmpty();
    }
  }

  /** Were it read again, the event that nobody can read any more would stop the append. */
  @Test
  void an_append_reads_nothing_again_that_this_process_appended() throws SQLException {
    Growth.append(history, Campaigns.started(), Campaigns.trial(1, 0), Campaigns.viable(1));
    sql(
        "DROP TRIGGER event_is_never_updated",
        "UPDATE event SET data = '{}' WHERE stream = 'campaign/echo-1' AND version = 2");

    Growth.append(history, Campaigns.trial(2, 0));

    assertThat(history.campaign(Campaigns.ID).orElseThrow().trials().started()).isEqualTo(2);
    try (SqliteHistory other = History.open(file())) {
      assertThatThrownBy(() -> Growth.append(other, Campaigns.trial(3, 0)))
          .isInstanceOf(HistoryException.Corrupt.class)
          .hasMessageContaining("event 2: trial.started does not decode");
    }
  }

  @Test
  void a_campaign_is_gone_on_with_where_another_process_left_it() {
    Growth.append(history, Campaigns.started(), Campaigns.asked(1, 0), Campaigns.answered(1));
    history.close();
    history = History.open(file());

    Growth.append(history, Campaigns.accepted(1, 1), Campaigns.trial(1, 1));

    assertThat(history.campaign(Campaigns.ID).orElseThrow().version()).isEqualTo(5);
    assertThat(history.verify().broken()).isEmpty();
  }

  @Test
  void a_projected_campaign_that_is_not_what_its_events_say_is_a_defect() throws SQLException {
    Growth.append(history, Campaigns.whole());
    Growth.append(history, Campaigns.started("echo-2"));
    sql("UPDATE projected_campaign SET trials_viable = 4 WHERE campaign = 'echo-1'");

    assertThat(history.verify().broken())
        .extracting(HistoryCheck.Broken::reason)
        .containsExactly(
            "the projection of campaign echo-1 is not what its events say: rebuild the projections");

    history.rebuildProjections();
    assertThat(history.verify().sound()).isTrue();
  }

  @Test
  void a_projected_campaign_that_cannot_be_read_is_a_defect() throws SQLException {
    Growth.append(history, Campaigns.started());
    sql("UPDATE projected_campaign SET settings = '{}'");

    assertThat(history.verify().broken())
        .singleElement()
        .satisfies(
            it -> assertThat(it.reason()).contains("$.rules").endsWith("rebuild the projections"));
    assertThatThrownBy(() -> history.campaigns()).isInstanceOf(HistoryException.Corrupt.class);
  }

  @Test
  void the_contents_that_a_campaign_refers_to_are_walked() throws SQLException {
    Growth.append(history, Campaigns.started(), Campaigns.asked(1, 0), Campaigns.answered(1));
    sql(
        "DROP TRIGGER blob_is_never_deleted",
        "DELETE FROM blob WHERE hash = '" + Blobs.hashOf(Growth.ANSWER) + "'");

    assertThat(history.verify().broken())
        .containsExactly(
            new HistoryCheck.Broken(
                3, "the content " + Blobs.hashOf(Growth.ANSWER) + " that it refers to is missing"));
  }
}
