package dev.cambrian.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cambrian.core.json.Json;
import dev.cambrian.server.docs.Page;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** What the files of trials tell, and what is told where they do not agree. */
final class RateOfTrialsTest {
  @TempDir Path directory;
  private RatedSpec rates;

  @BeforeEach
  void write() throws IOException {
    rates = RatedSpec.in(directory);
  }

  @Test
  void json_has_all_that_the_table_has() throws IOException {
    assertThat(rates.make(2, rates.model("generate-1) echo bad;;")).exit()).isZero();
    Files.writeString(rates.set().resolve("01/cause.md"), "fault: model\n\nIt cannot add.\n");

    JsonNode json = Json.parse(rates.table("--json").out());

    assertThat(json.path("rates").path("first-try").path("successes").asInt()).isEqualTo(1);
    assertThat(json.path("rates").path("after-retries").path(1).path("successes").asInt())
        .isEqualTo(2);
    JsonNode trial = json.path("trials").path(0);
    assertThat(trial.path("cause").path("fault").asString()).isEqualTo("model");
    assertThat(trial.path("attempts").path(0).path("failed-tests").path(0).asString())
        .contains("test_sum");
    assertThat(rates.table().out()).contains("01  model: It cannot add.");
  }

  @Test
  void what_does_not_agree_is_told_in_one_line_and_ends_with_exit_1() throws IOException {
    assertThat(rates.make(3, rates.model("generate-2) echo bad;;")).exit()).isZero();
    assertDefect("");

    tampered(
        "01/generate-1.answer.md",
        text -> text + "\n",
        "trial 01: recording .*generate-1.answer.md was altered");
    tampered(
        "02/generate-1.report.json",
        text ->
            text.replaceFirst(
                "\"artifact_hash\" : \"sha256:[0-9a-f]*",
                "\"artifact_hash\" : \"sha256:" + "0".repeat(64)),
        "trial 02: generate-1.report.json is about sha256:0000");
    tampered(
        "02/generate-1.json",
        text -> text.replace("\"non-viable\"", "\"viable\""),
        "trial 02: generate-1 says viable, but what lies beside it says non-viable");
    tampered(
        "03/generate-1.json",
        text -> text.replace("Write the complete", "Please write the complete"),
        "trial 03: generate-1 answers a prompt that is not the one of today");
    tampered(
        "03/generate-1.report.json",
        text -> text.replace("\"status\"", "\"state\""),
        "trial 03: .* is no report");
    Files.writeString(rates.set().resolve("02/cause.md"), "The spec is at fault.\n");
    assertDefect("trial 02: cause.md must begin with a line fault:");
    Files.delete(rates.set().resolve("02/cause.md"));
    Files.move(rates.set().resolve("03"), rates.set().resolve("04"));
    assertDefect("trial 03: is missing");
  }

  private interface Change {
    String of(String text);
  }

  private void tampered(String file, Change change, String line) throws IOException {
    Path path = rates.set().resolve(file);
    String before = Files.readString(path);
    String after = change.of(before);
    assertThat(after).isNotEqualTo(before);
    Files.writeString(path, after);
    assertDefect(line);
    Files.writeString(path, before);
  }

  private void assertDefect(String line) {
    Run run = rates.table();
    if (line.isEmpty()) {
      assertThat(run.exit()).as(run.err()).isZero();
      return;
    }
    assertThat(run.exit()).as(line).isEqualTo(1);
    assertThat(run.err()).containsPattern("cambrian: .*" + line);
  }

  @Test
  void answers_that_are_judged_anew_have_the_recorded_verdicts_or_it_is_told() throws IOException {
    assertThat(rates.make(2, rates.model("generate-2) echo bad;;"), "--retries", "0").exit())
        .isZero();

    Run same = rates.table("--judge", "--unsafe-no-sandbox");

    assertThat(same.exit()).as(same.err()).isZero();
    assertThat(same.err())
        .contains("trial 01: generate-1: viable, as recorded")
        .contains("2 of 2 answers judged anew have the recorded verdict");
    // A report that is whole, but not of this answer's run.
    Path lie = rates.set().resolve("02/generate-1.report.json");
    String hash = Json.parse(Files.readString(lie)).path("artifact_hash").asString();
    String other = Files.readString(rates.set().resolve("01/generate-1.report.json"));
    Files.writeString(lie, other.replace(Json.parse(other).path("artifact_hash").asString(), hash));
    Path recording = rates.set().resolve("02/generate-1.json");
    Files.writeString(
        recording, Files.readString(recording).replace("\"non-viable\"", "\"viable\""));
    assertThat(rates.table().exit()).isZero();
    Run differs = rates.table("--judge", "--unsafe-no-sandbox");
    assertThat(differs.exit()).isEqualTo(1);
    assertThat(differs.err())
        .contains("cambrian: another verdict, trial 02: generate-1: failed tests: recorded none")
        .contains("verdict: recorded viable, now non-viable")
        .contains("1 of 2 answers judged anew");
  }

  @Test
  void trials_of_a_spec_that_was_changed_since_are_refused() throws IOException {
    assertThat(rates.make(1, rates.model("")).exit()).isZero();
    Path old = Files.copy(rates.spec(), directory.resolve("old.txt"));
    Files.writeString(rates.spec(), Files.readString(rates.spec()) + "\nMore.\n");

    Run changed = rates.table();
    assertThat(changed.exit()).isEqualTo(1);
    assertThat(changed.err()).contains("make the trials anew").hasLineCount(1);
    Run named = rates.table("--spec", rates.spec().toString());
    assertThat(named.exit()).isEqualTo(1);
    assertThat(named.err()).contains("but", "HEALTH.md has sha256:").hasLineCount(1);
    Run resumed = rates.make(2, rates.model(""));
    assertThat(resumed.exit()).isEqualTo(1);
    assertThat(resumed.err()).contains("answers another spec", "nothing was asked");
    Path elsewhere = Files.createDirectories(directory.resolve("elsewhere"));
    Path same = Files.copy(old, elsewhere.resolve("HEALTH.md"));
    assertThat(rates.table("--spec", same.toString()).exit()).isZero();
  }

  @Test
  void trials_of_a_campaign_are_told_as_what_they_are() throws IOException {
    Path export = Page.ROOT.resolve("spec/campaigns/signed/campaign");
    String exported = "'cambrian campaign show signed --home %s'".formatted(export);
    rates.refused(exported, "rate", export.resolve("trials").toString());
    rates.refused(exported, "rate", export.resolve("trials").toString(), "--judge");
    rates.refused(exported, "rate", export.toString());

    Path other = directory.resolve("other");
    Path trials = Files.createDirectories(other.resolve("campaigns/c1/trials"));
    rates.refused("no trial", "rate", trials.toString());
    Files.createFile(other.resolve("history.db"));
    rates.refused(
        "%s holds the trials of campaign c1, ".formatted(trials), "rate", trials.toString());
    rates.refused(
        "'cambrian campaign show c1 --home %s'".formatted(other), "rate", trials.toString());
  }
}
