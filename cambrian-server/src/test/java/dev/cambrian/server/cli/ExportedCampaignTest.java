package dev.cambrian.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cambrian.core.artifact.DirectoryTree;
import dev.cambrian.core.history.History;
import dev.cambrian.core.json.Json;
import dev.cambrian.rig.RigVersion;
import dev.cambrian.server.docs.Page;
import dev.cambrian.server.home.HistoryCopy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The shipped campaign, opened as a home. */
@DisplayNameGeneration(ReplaceUnderscores.class)
final class ExportedCampaignTest {
  @TempDir Path directory;
  private Path export = Path.of("");

  @BeforeEach
  void copy() throws IOException {
    export = directory.resolve("export");
    Path shipped = Page.ROOT.resolve("spec/campaigns/signed/campaign");
    try (Stream<Path> files = Files.walk(shipped)) {
      for (Path each : (Iterable<Path>) files::iterator) {
        Files.copy(each, export.resolve(shipped.relativize(each).toString()));
      }
    }
  }

  private Path history() {
    return export.resolve("history.db");
  }

  @Test
  void an_untouched_one_is_intact_and_what_it_does_not_hold_is_no_defect() {
    Run run = Run.in(export, "verify");
    JsonNode json = Json.parse(Run.in(export, "verify", "--json").out());

    assertThat(run.out())
        .contains("The history is intact.")
        .contains("Not included in an export of a campaign: 40 artifacts, 40 git commits.")
        .doesNotContain("defect")
        .doesNotContainPattern("(?m)^artifacts ");
    assertThat(run.exit()).isZero();
    assertThat(json.get("sound").booleanValue()).isTrue();
    assertThat(json.at("/not-included/artifacts").intValue()).isEqualTo(40);
    assertThat(json.at("/checked/files").intValue())
        .as("its report, 8 specs, 47 answers")
        .isEqualTo(56);
  }

  @Test
  void looking_changes_no_byte_and_leaves_no_file() throws IOException {
    byte[] before = Files.readAllBytes(history());

    for (List<String> command :
        List.of(
            List.of("verify"),
            List.of("campaign", "show", "signed"),
            List.of("log"),
            List.of("sql", "SELECT count(*) FROM trial"))) {
      assertThat(Run.in(export, command.toArray(String[]::new)).exit()).isZero();
    }

    assertThat(history()).hasBinaryContent(before);
    try (Stream<Path> left = Files.list(export)) {
      assertThat(left.map(it -> it.getFileName().toString()))
          .containsExactlyInAnyOrder("history.db", "proposals", "report.json", "specs", "trials");
    }
  }

  @Test
  void one_that_an_earlier_version_opened_for_writing_is_looked_at_in_a_copy_too()
      throws IOException {
    try (History earlier = History.open(history())) {
      assertThat(HistoryCopy.toLookAt(history())).isNotEqualTo(history());
      try (History copy = History.open(HistoryCopy.toLookAt(history()))) {
        assertThat(copy.headPosition()).isEqualTo(earlier.headPosition()).isPositive();
      }
    }
    byte[] before = Files.readAllBytes(history());
    assertThat(before[18]).as("it has a write-ahead log now").isEqualTo((byte) 2);
    assertThat(history().toFile().setLastModified(1_000_000)).isTrue();

    assertThat(Run.in(export, "campaign", "show", "signed").exit()).isZero();

    assertThat(history()).hasBinaryContent(before);
    assertThat(history().toFile().lastModified()).isEqualTo(1_000_000);
  }

  @Test
  void nothing_is_changed_in_it() throws IOException {
    byte[] before = Files.readAllBytes(history());
    String spec = Page.ROOT.resolve("spec/ECHO-SPEC.md").toString();

    for (List<String> command :
        List.of(
            List.of("grow", spec, "--llm", "replay", "--runner", "process"),
            List.of("evolve", spec, "--budget", "40", "--llm", "manual", "--model", "m", "--force"),
            List.of("campaign", "cancel", "signed"),
            List.of("rebuild"))) {
      Run run = Run.in(export, command.toArray(String[]::new));
      assertThat(run.err()).contains(export + " is an exported campaign, to be looked at");
      assertThat(run.exit()).as(run.toString()).isNotZero();
    }
    assertThat(Run.in(export, "show", "1").out()).doesNotContain("artifacts/gen-1");

    assertThat(history()).hasBinaryContent(before);
    assertThat(export.toFile().list())
        .containsExactlyInAnyOrder("history.db", "proposals", "report.json", "specs", "trials");
  }

  @Test
  void what_was_changed_in_its_files_is_named_first_with_exit_1() throws IOException {
    Files.writeString(export.resolve("specs/003.md"), "x", StandardOpenOption.APPEND);
    Files.writeString(
        export.resolve("trials/05/generate-1.answer.md"), "x", StandardOpenOption.APPEND);

    Run run = Run.in(export, "verify");

    assertThat(run.exit()).isOne();
    assertThat(run.out().lines().filter(it -> it.startsWith("defect: ")))
        .containsExactly(
            "defect: specs/003.md is not the spec that the history has",
            "defect: trials/05: the answer that the history has is not in it");
    assertThat(run.out().indexOf("2 defects."))
        .isPositive()
        .isLessThan(run.out().indexOf("Not included"));
  }

  @Test
  void a_report_that_contradicts_its_history_is_a_defect() throws IOException {
    Path report = export.resolve("report.json");
    String written = Files.readString(report);

    for (List<String> change :
        List.of(
            List.of("\"promoted-node\" : 2", "\"promoted-node\" : 7", "promoted-node"),
            List.of("\"viable\" : 9,", "\"viable\" : 19,", "trials/viable"),
            List.of("0.9642857142857141", "0.9942857142857141", "probability-better"))) {
      Files.writeString(report, written.replace(change.get(0), change.get(1)));

      Run run = Run.in(export, "verify");

      assertThat(run.out().lines().filter(it -> it.startsWith("defect: ")))
          .containsExactly(
              "defect: report.json: %s is not what the history tells".formatted(change.get(2)));
      assertThat(run.exit()).isOne();
    }
    Files.writeString(
        report, written.replace("\"campaign-id\" : \"signed\"", "\"campaign-id\" : \"other\""));
    assertThat(Run.in(export, "verify").out())
        .contains("\ndefect: report.json is about no campaign that the history has\n");
  }

  @Test
  void a_number_is_its_value_however_another_program_writes_it() throws IOException {
    Path report = export.resolve("report.json");
    String written = Files.readString(report);
    assertThat(written).containsPattern("\"trend\" : 0\\.0\\b");
    Run before = Run.in(export, "verify");

    Files.writeString(
        report,
        written
            .replaceAll("(: -?[0-9]+)\\.0(?![0-9])", "$1")
            .replace("0.9642857142857141", "0.96428571428571408"));
    Run after = Run.in(export, "verify");

    assertThat(Files.readString(report)).doesNotContain("0.9642857142857141");
    assertThat(after.out()).isEqualTo(before.out());
    assertThat(after.exit()).isZero();
  }

  @Test
  void a_spec_that_came_to_no_trial_is_checked_too() {
    Path stock = Page.ROOT.resolve("spec/campaigns/stock/campaign");

    assertThat(Json.parse(Run.in(stock, "verify", "--json").out()).at("/checked/specs").intValue())
        .as("two of them are untried")
        .isEqualTo(8);
  }

  @Test
  void a_report_of_another_program_version_is_noted_and_no_defect() throws IOException {
    assertThat(Run.in(export, "verify").out()).doesNotContain("note: ");
    Path report = export.resolve("report.json");
    ObjectNode before = (ObjectNode) Json.parse(Files.readString(report));
    assertThat(before.remove("evidence")).isNotNull();
    Files.writeString(report, Json.write(before));
    Run older = Run.in(export, "verify");
    Path again = directory.resolve("again");
    Run.in(export, "campaign", "export", "signed", again.toString());

    assertThat(older.exit()).isZero();
    assertThat(older.out())
        .contains("\nnote: report.json is of another program version, which did not tell ")
        .contains("evidence");
    assertThat(Json.parse(Run.in(export, "verify", "--json").out()).get("notes")).isNotEmpty();
    assertThat(Run.in(again, "verify").out()).doesNotContain("note: ");
  }

  @Test
  void a_new_export_tells_its_version_and_its_head_which_verification_holds_it_to()
      throws IOException {
    Path again = directory.resolve("again");
    Run.in(export, "campaign", "export", "signed", again.toString());
    String written = Files.readString(again.resolve("report.json"));
    JsonNode verified = Json.parse(Run.in(again, "verify", "--json").out());
    JsonNode mark = Json.parse(written).get("export");

    assertThat(mark.get("cambrian").stringValue()).isEqualTo(RigVersion.number());
    assertThat(mark.get("head-digest").stringValue())
        .isEqualTo(verified.get("head-digest").stringValue());
    assertThat(Run.in(again, "verify").exit()).isZero();
    assertThat(Run.in(again, "verify").out()).doesNotContain("note: ", "defect: ");
    for (String other : List.of("0".repeat(64), "")) {
      Files.writeString(
          again.resolve("report.json"),
          written.replace(mark.get("head-digest").stringValue(), other));
      Run run = Run.in(again, "verify");
      assertThat(run.exit()).isOne();
      assertThat(run.out().lines().filter(it -> it.startsWith("defect: ")))
          .containsExactly(
              "defect: report.json: export/head-digest is not that of event %d of the history"
                  .formatted(mark.get("head-position").longValue()));
    }
    Files.writeString(again.resolve("report.json"), written.replace("head-position", "head"));
    assertThat(Run.in(again, "verify").out())
        .contains("defect: report.json: export has no head-position and head-digest\n");
  }

  @Test
  void a_changed_event_is_named_by_verification_and_replay_with_exit_1() throws SQLException {
    Tampering.change(
        history(),
        "UPDATE event SET data = replace(data, '\"viable\":false', '\"viable\":true')"
            + " WHERE position = 29");

    for (Run run :
        List.of(
            Run.in(export, "verify"), Run.in(export, "campaign", "replay", export.toString()))) {
      assertThat(run.err()).startsWith("cambrian: the history was altered at event 29: ");
      assertThat(run.exit()).isOne();
    }
  }

  @Test
  void a_changed_event_that_still_makes_sense_breaks_the_chain() throws SQLException {
    Tampering.change(
        history(),
        "UPDATE event SET data = replace(data, '\"elapsed-ms\":253502', '\"elapsed-ms\":253503')"
            + " WHERE position = 29");

    Run replay = Run.in(export, "campaign", "replay", export.toString());

    assertThat(replay.err()).contains("the history was altered at event 29: ");
    assertThat(replay.exit()).isOne();
    assertThat(Run.in(export, "verify").out()).contains("\ndefect: event 29: ");
  }

  @Test
  void one_whose_last_events_were_cut_off_is_told_to_be_unfinished() throws SQLException {
    Run whole = Run.in(export, "campaign", "replay", export.toString());
    Tampering.change(history(), "DELETE FROM event WHERE position > 550");
    Run cut = Run.in(export, "campaign", "replay", export.toString());

    assertThat(whole.out()).doesNotContain("not finished");
    assertThat(cut.out()).contains("all as they were.", "It is not finished: ", "cut off");
  }

  @Test
  void what_is_exported_from_it_has_its_recordings() throws IOException {
    Path again = directory.resolve("again");

    assertThat(Run.in(export, "campaign", "export", "signed", again.toString()).exit()).isZero();

    assertThat(again.resolve("trials/40/generate-1.answer.md"))
        .hasSameBinaryContentAs(export.resolve("trials/40/generate-1.answer.md"));
    assertThat(again.resolve("proposals/07")).isNotEmptyDirectory();
    assertThat(Run.in(again, "verify").exit()).isZero();
    DirectoryTree.delete(again.resolve("trials"));
    assertThat(Run.in(again, "verify").out()).contains("40 recordings");
    assertThat(
            Run.in(again, "campaign", "export", "signed", directory.resolve("less").toString())
                .err())
        .contains(again + " has no recordings of its trials");
  }

  @Test
  void its_report_is_about_the_campaign_where_nothing_is_named() throws IOException {
    Path file = directory.resolve("report.html");

    Run run = Run.in(export, "report", "-o", file.toString());

    assertThat(run.out()).startsWith("Wrote the report of campaign signed to ");
    String html = Files.readString(file);
    assertThat(html)
        .contains("<h1>Campaign signed</h1>", "Node 2 is promoted", "Too few to publish")
        .contains("cannot be told apart from node 2", "At what they failed", "Refused: none.")
        .contains("tests/test_signed.py:46, trial 1", "class=\"tree\"", "<ins>", "<blockquote")
        .contains("What it does not say", "Tokens of trials", "Last event of the history")
        .doesNotContainIgnoringCase("<script", "<form", "<button", "<iframe", "<object")
        .doesNotContain("hx-", "sse-", "/ui/", "url(", "style=")
        .doesNotContainPattern("href=\"(?!data:,|#)");
    assertThat(Run.in(export, "report", "--campaign", "other", "-o", "-").err())
        .contains("there is no campaign other here");
    assertThat(Run.in(export, "report", "--lineage", "40", "-o", "-").out())
        .contains("<h1>Lineage of generation 40</h1>");
  }

  @ParameterizedTest
  @CsvSource({
    "show, show signed",
    "show --json, show signed --json",
    "compare :0 :2, compare signed:0 signed:2",
    "replay, replay signed",
  })
  void the_only_campaign_is_meant_where_none_is_named(String line, String named) {
    Run run = campaign(line);

    assertThat(run.exit()).as(run.err()).isZero();
    assertThat(run.out()).contains("signed").isEqualTo(campaign(named).out());
  }

  private Run campaign(String line) {
    return Run.in(export, ("campaign " + line).split(" ", -1));
  }

  @Test
  void the_code_of_a_trial_is_what_its_answer_gives() {
    Run shown = Run.in(export, "show", "1", "--file", "tests/test_signed.py");

    assertThat(shown.exit()).as(shown.err()).isZero();
    assertThat(shown.out().lines().toList()).hasSizeGreaterThan(46);
    assertThat(shown.out()).contains("64a43abe");
    assertThat(Run.in(export, "show", "1", "--file", "none.py").err())
        .contains("generation 1 has no file none.py");
    assertThat(Run.in(export, "show", "41", "--file", "app.py").err())
        .contains("there is no generation 41");
    assertThat(Run.in(export, "diff", "1", "40").err())
        .contains("'cambrian replay 1 --output DIR' rebuilds it");
    assertThat(Run.in(export, "report", "--generation", "1", "-o", "-").out())
        .as("the failing line")
        .contains("64a43abe");
  }

  @Test
  void a_plan_estimates_an_answer_by_those_that_there_are() {
    Path spec = export.resolve("specs/000.md");

    JsonNode plan =
        Json.parse(
            Run.in(export, "campaign", "plan", spec.toString(), "--budget", "20", "--json").out());

    assertThat(plan.at("/tokens/answer-assumed").booleanValue()).isFalse();
    assertThat(plan.at("/tokens/answer-estimated").booleanValue()).isTrue();
    assertThat(plan.at("/tokens/answer").longValue()).isBetween(3_000L, 20_000L);
  }

  @Test
  void a_comparison_says_how_its_figure_differs_from_the_report() {
    assertThat(Run.in(export, "campaign", "compare", "signed:0", "signed:2").out())
        .contains("signed:2 is better with a probability of 0.98")
        .contains("node 2 is better than its base with a probability of 0.96");
  }

  @Test
  void the_report_in_the_terminal_says_what_stands_behind_it_and_at_what_trials_failed() {
    assertThat(Run.in(export, "campaign", "show", "signed").out())
        .contains("Too few to publish, whatever the probability")
        .contains("17 of 17: AssertionError: 'f254ddcd…' != '64a43abe…'")
        .contains("trial 1, generation 1")
        .contains("node 2 (proposal 1): refine")
        .contains("cambrian spec diff 3ab24e893416 3f7ff109ccb2")
        .containsPattern(" ~\\d+,\\d{3} +unknown ")
        .doesNotContain(" 0 tokens");
  }
}
