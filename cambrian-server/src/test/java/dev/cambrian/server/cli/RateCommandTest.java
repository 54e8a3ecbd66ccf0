package dev.cambrian.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cambrian.core.artifact.DirectoryTree;
import dev.cambrian.core.json.Json;
import dev.cambrian.core.llm.LlmRequest;
import dev.cambrian.core.llm.Recording;
import dev.cambrian.core.llm.Recordings;
import dev.cambrian.server.docs.Page;
import dev.cambrian.server.terminal.Screen;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Makes trials for real: a program answers, the rig judges, the files tell the rate. */
final class RateCommandTest {
  @TempDir Path directory;
  private Path home;
  private Path spec;
  private Path set;
  private int port;

  @BeforeEach
  void write() throws IOException {
    home = directory.resolve("home");
    set = directory.resolve("rates");
    try (ServerSocket socket = new ServerSocket(0)) {
      port = socket.getLocalPort();
    }
    spec =
        Files.writeString(
            directory.resolve("HEALTH.md"),
            HealthSpec.SPEC.replace("PORT", Integer.toString(port)));
    Files.writeString(directory.resolve("good"), app() + HealthSpec.TEST.formatted(1));
    Files.writeString(directory.resolve("bad"), app() + HealthSpec.TEST.formatted(2));
    Files.writeString(directory.resolve("garbage"), "I cannot do that.");
  }

  private String app() {
    return HealthSpec.APP.replace("PORT", Integer.toString(port));
  }

  /**
   * A model of shell: notes what it is asked and answers by a name of the files above.
   *
   * @param answers as in a {@code case}: {@code generate-2) echo bad;;}, counted over all trials
   */
  private String model(String answers) throws IOException {
    Path script =
        Files.writeString(
            directory.resolve("model.sh"),
            """
            cd '%s'
            echo "$CAMBRIAN_PURPOSE" >> asked
            n=$(grep -c "$CAMBRIAN_PURPOSE" asked)
            cat "$(case "$CAMBRIAN_PURPOSE-$n" in %s *) echo good;; esac)"
            """
                .formatted(directory, answers));
    return "sh '%s'".formatted(script);
  }

  private List<String> asked() throws IOException {
    Path asked = directory.resolve("asked");
    return Files.exists(asked) ? Files.readAllLines(asked) : List.of();
  }

  private Run make(int trials, String model, String... more) {
    List<String> all =
        new ArrayList<>(
            List.of(
                "rate",
                spec.toString(),
                "--trials",
                Integer.toString(trials),
                "--parallel",
                "1",
                "--unsafe-no-sandbox",
                "--record",
                set.toString(),
                "--llm",
                "command",
                model));
    all.addAll(List.of(more));
    return Run.in(home, all.toArray(String[]::new));
  }

  private Run table(String... more) {
    List<String> all = new ArrayList<>(List.of("rate", set.toString()));
    all.addAll(List.of(more));
    return Run.in(home, all.toArray(String[]::new));
  }

  @Test
  void trials_are_fresh_answers_whose_files_alone_tell_the_rate_again() throws IOException {
    Run run = make(3, model("generate-2) echo bad;;"));

    assertThat(run.exit()).as(run.toString()).isZero();
    assertThat(asked()).containsExactly("generate", "generate", "retry", "generate");
    assertThat(run.out())
        .containsPattern("02 +generate-1 .* non-viable at test .* TEST 0/1 .*failed test: test_sum")
        .containsPattern("\\n +retry-1 .* viable")
        .containsPattern("viable at the first try +2 of 3 +0.600 +0.194 to 0.932")
        .containsPattern("viable after at most 1 retry +3 of 3 +0.800 +0.398 to 0.994")
        .contains("02  cause not stated", "3 trials, answered by command");
    assertThat(run.err())
        .contains("trial 01: viable without a retry", "trial 02: viable after 1 retry");
    assertThat(set.resolve("02/generate-1.report.json")).exists();
    assertThat(set.resolve("02/retry-1.report.json")).exists();
    Run again = table();
    assertThat(again.exit()).as(again.err()).isZero();
    assertThat(again.err()).isEmpty();
    assertThat(again.out()).isEqualTo(run.out());
    assertThat(Run.in(home, "log").out()).contains("Health");
    assertThat(Run.in(home, "verify").out()).endsWith("Everything agrees.\n");
  }

  @Test
  void programs_hear_on_standard_error_how_far_it_is() throws IOException {
    Run made = make(2, model("none) ;;"), "--json");
    Run judged = table("--judge", "--unsafe-no-sandbox", "--json");
    Run plain = table("--judge", "--unsafe-no-sandbox");

    assertThat(Json.parse(made.out()).path("trials")).hasSize(2);
    assertThat(made.lastCount()).isEqualTo("2 of 2 trials");
    assertThat(made.told())
        .extracting(it -> it.path("event").stringValue())
        .contains("named", "asking", "stage-finished", "judged", "trial");
    assertThat(Json.parse(judged.out()).path("trials")).hasSize(2);
    assertThat(judged.lastCount()).isEqualTo("2 of 2 answers");
    assertThat(judged.told().getLast().path("line").stringValue())
        .contains("2 of 2 answers judged anew have the recorded verdict");
    assertThat(plain.told()).isEmpty();
    assertThat(plain.err()).contains("2 of 2 answers judged anew");
  }

  @Test
  void every_trial_is_asked_the_same_and_replays_as_a_growth() throws IOException {
    assertThat(make(2, model("generate-1) echo bad;;")).exit()).isZero();

    assertThat(request("01")).isEqualTo(request("02"));
    Run replayed =
        Run.of(
            Screen.NONE,
            Map.of(),
            "grow",
            spec.toString(),
            "--unsafe-no-sandbox",
            "--llm",
            "replay",
            "--recordings",
            set.resolve("01").toString(),
            "--home",
            directory.resolve("second").toString());
    assertThat(replayed.out()).contains("Generation 2 is viable and promoted.");
  }

  private LlmRequest request(String trial) {
    return Recordings.read(List.of(set.resolve(trial))).all().stream()
        .map(Recording::request)
        .filter(it -> it.purpose().id().equals("generate"))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void trials_that_are_there_are_kept_and_what_was_cut_off_goes_on_without_asking_again()
      throws IOException {
    String model = model("generate-2) echo bad;;");
    Run first = make(2, model);
    Path kept = set.resolve("02/generate-1.report.json");
    String report = Files.readString(kept);
    // As if the process had died while the second trial's retry was asked, and
    // while the first one was judged.
    Files.delete(set.resolve("02/retry-1.json"));
    Files.delete(set.resolve("02/retry-1.report.json"));
    Files.delete(set.resolve("01/generate-1.report.json"));
    assertThat(table().exit()).isEqualTo(1);
    assertThat(table().err()).contains("trial 01: has no verdict");

    Run second = make(3, model);

    assertThat(second.exit()).as(second.toString()).isZero();
    assertThat(asked()).containsExactly("generate", "generate", "retry", "retry", "generate");
    assertThat(kept).hasContent(report);
    assertThat(second.out()).containsPattern("viable at the first try +2 of 3");
    assertThat(first.out()).containsPattern("viable at the first try +1 of 2");
    assertThat(make(3, model).exit()).isZero();
    assertThat(asked()).hasSize(5);
    assertThat(Run.in(home, "verify").out()).endsWith("Everything agrees.\n");
  }

  @Test
  void a_trial_that_was_begun_with_another_model_is_told_before_any_other_is_asked()
      throws IOException {
    assertThat(make(2, model("")).exit()).isZero();
    DirectoryTree.delete(set.resolve("01"));
    Files.delete(set.resolve("02/generate-1.report.json"));

    Run run = make(2, model(""), "--model", "another");

    assertThat(run.exit()).as(run.err()).isEqualTo(2);
    assertThat(run.err()).contains("as the answer to another request").hasLineCount(1);
    assertThat(asked()).hasSize(2);
  }

  @Test
  void an_answer_that_needs_a_repair_is_no_success_at_the_first_try() throws IOException {
    Run run = make(1, model("generate-1) echo garbage;;"));

    assertThat(asked()).containsExactly("generate", "repair");
    assertThat(run.out())
        .containsPattern("viable at the first try +0 of 1")
        .containsPattern("viable without a retry, repaired answers included +1 of 1")
        .contains("generate-1, repaired");
  }

  @Test
  void answers_that_stay_unreadable_count_as_failures() throws IOException {
    Run run = make(1, model("generate-*|repair-*) echo garbage;;"), "--retries", "0");

    assertThat(run.exit()).isZero();
    assertThat(asked()).containsExactly("generate", "repair", "repair");
    assertThat(run.out())
        .containsPattern("viable at the first try +0 of 1")
        .contains("unreadable", "no file block stands in the answer");
  }

  @Test
  void what_is_no_fault_of_an_answer_is_not_counted_and_can_go_on() throws IOException {
    Run stopped = make(1, model(""), "--token-budget", "10");

    assertThat(stopped.exit()).isEqualTo(1);
    assertThat(stopped.err()).contains("trial 01: not counted, budget-exhausted");
    assertThat(asked()).isEmpty();
    Run on = make(1, model(""));
    assertThat(on.exit()).as(on.err()).isZero();
    assertThat(on.out()).containsPattern("viable at the first try +1 of 1");
  }

  @Test
  void json_has_all_that_the_table_has() throws IOException {
    assertThat(make(2, model("generate-1) echo bad;;")).exit()).isZero();
    Files.writeString(set.resolve("01/cause.md"), "fault: model\n\nIt cannot add.\n");

    JsonNode json = Json.parse(table("--json").out());

    assertThat(json.path("rates").path("first-try").path("successes").asInt()).isEqualTo(1);
    assertThat(json.path("rates").path("after-retries").path(1).path("successes").asInt())
        .isEqualTo(2);
    JsonNode trial = json.path("trials").path(0);
    assertThat(trial.path("cause").path("fault").asString()).isEqualTo("model");
    assertThat(trial.path("attempts").path(0).path("failed-tests").path(0).asString())
        .contains("test_sum");
    assertThat(table().out()).contains("01  model: It cannot add.");
  }

  @Test
  void what_does_not_agree_is_told_in_one_line_and_ends_with_exit_1() throws IOException {
    assertThat(make(3, model("generate-2) echo bad;;")).exit()).isZero();
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
    Files.writeString(set.resolve("02/cause.md"), "The spec is at fault.\n");
    assertDefect("trial 02: cause.md must begin with a line fault:");
    Files.delete(set.resolve("02/cause.md"));
    Files.move(set.resolve("03"), set.resolve("04"));
    assertDefect("trial 03: is missing");
  }

  private interface Change {
    String of(String text);
  }

  private void tampered(String file, Change change, String line) throws IOException {
    Path path = set.resolve(file);
    String before = Files.readString(path);
    String after = change.of(before);
    assertThat(after).isNotEqualTo(before);
    Files.writeString(path, after);
    assertDefect(line);
    Files.writeString(path, before);
  }

  private void assertDefect(String line) {
    Run run = table();
    if (line.isEmpty()) {
      assertThat(run.exit()).as(run.err()).isZero();
      return;
    }
    assertThat(run.exit()).as(line).isEqualTo(1);
    assertThat(run.err()).containsPattern("cambrian: .*" + line);
  }

  @Test
  void answers_that_are_judged_anew_have_the_recorded_verdicts_or_it_is_told() throws IOException {
    assertThat(make(2, model("generate-2) echo bad;;"), "--retries", "0").exit()).isZero();

    Run same = table("--judge", "--unsafe-no-sandbox");

    assertThat(same.exit()).as(same.err()).isZero();
    assertThat(same.err())
        .contains("trial 01: generate-1: viable, as recorded")
        .contains("2 of 2 answers judged anew have the recorded verdict");
    // A report that is whole, but not of this answer's run.
    Path lie = set.resolve("02/generate-1.report.json");
    String hash = Json.parse(Files.readString(lie)).path("artifact_hash").asString();
    String other = Files.readString(set.resolve("01/generate-1.report.json"));
    Files.writeString(lie, other.replace(Json.parse(other).path("artifact_hash").asString(), hash));
    Path recording = set.resolve("02/generate-1.json");
    Files.writeString(
        recording, Files.readString(recording).replace("\"non-viable\"", "\"viable\""));
    assertThat(table().exit()).isZero();
    Run differs = table("--judge", "--unsafe-no-sandbox");
    assertThat(differs.exit()).isEqualTo(1);
    assertThat(differs.err())
        .contains("cambrian: another verdict, trial 02: generate-1: failed tests: recorded none")
        .contains("verdict: recorded viable, now non-viable")
        .contains("1 of 2 answers judged anew");
  }

  @Test
  void trials_of_a_spec_that_was_changed_since_are_refused() throws IOException {
    assertThat(make(1, model("")).exit()).isZero();
    Path old = Files.copy(spec, directory.resolve("old.txt"));
    Files.writeString(spec, Files.readString(spec) + "\nMore.\n");

    Run changed = table();
    assertThat(changed.exit()).isEqualTo(1);
    assertThat(changed.err()).contains("make the trials anew").hasLineCount(1);
    Run named = table("--spec", spec.toString());
    assertThat(named.exit()).isEqualTo(1);
    assertThat(named.err()).contains("but", "HEALTH.md has sha256:").hasLineCount(1);
    Run resumed = make(2, model(""));
    assertThat(resumed.exit()).isEqualTo(1);
    assertThat(resumed.err()).contains("answers another spec", "nothing was asked");
    Path elsewhere = Files.createDirectories(directory.resolve("elsewhere"));
    Path same = Files.copy(old, elsewhere.resolve("HEALTH.md"));
    assertThat(table("--spec", same.toString()).exit()).isZero();
  }

  @Test
  void what_cannot_be_done_is_refused_in_one_line_before_anything_is_written() throws IOException {
    refused("--record", "rate", spec.toString(), "--trials", "1", "--llm-command", "true");
    refused("fresh", "rate", spec.toString(), "--trials", "1", "--record", set.toString());
    refused("--trials", "rate", spec.toString());
    refused("no directory", "rate", directory.resolve("none").toString());
    refused("--trials", "rate", spec.toString(), "--trials", "0", "--record", set.toString());
    Files.createDirectories(set);
    refused("no trial", "rate", set.toString());
    refused("--model is for trials to be made", "rate", set.toString(), "--model", "m");
    refused("--retries is for trials to be made", "rate", set.toString(), "--retries", "1");
    refused("--last is for --reproduce", "rate", set.toString(), "--last", spec.toString());
  }

  @Test
  void trials_of_a_campaign_are_told_as_what_they_are() throws IOException {
    Path export = Page.ROOT.resolve("spec/campaigns/signed/campaign");
    String exported = "'cambrian campaign show signed --home %s'".formatted(export);
    refused(exported, "rate", export.resolve("trials").toString());
    refused(exported, "rate", export.resolve("trials").toString(), "--judge");
    refused(exported, "rate", export.toString());

    Path other = directory.resolve("other");
    Path trials = Files.createDirectories(other.resolve("campaigns/c1/trials"));
    refused("no trial", "rate", trials.toString());
    Files.createFile(other.resolve("history.db"));
    refused("%s holds the trials of campaign c1, ".formatted(trials), "rate", trials.toString());
    refused("'cambrian campaign show c1 --home %s'".formatted(other), "rate", trials.toString());
  }

  private void refused(String named, String... arguments) {
    Run run = Run.in(home, arguments);

    assertThat(run.exit()).as(run.err()).isEqualTo(2);
    assertThat(run.err()).startsWith("cambrian: ").contains(named).hasLineCount(1);
    assertThat(home).doesNotExist();
  }
}
