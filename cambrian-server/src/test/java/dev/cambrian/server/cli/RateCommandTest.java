package dev.cambrian.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cambrian.core.artifact.DirectoryTree;
import dev.cambrian.core.json.Json;
import dev.cambrian.core.llm.LlmRequest;
import dev.cambrian.core.llm.Recording;
import dev.cambrian.core.llm.Recordings;
import dev.cambrian.server.terminal.Screen;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Makes trials for real: a program answers, the rig judges, the files tell the rate. */
final class RateCommandTest {
  @TempDir Path directory;
  private RatedSpec rates;

  @BeforeEach
  void write() throws IOException {
    rates = RatedSpec.in(directory);
  }

  @Test
  void trials_are_fresh_answers_whose_files_alone_tell_the_rate_again() throws IOException {
    Run run = rates.make(3, rates.model("generate-2) echo bad;;"));

    assertThat(run.exit()).as(run.toString()).isZero();
    assertThat(rates.asked()).containsExactly("generate", "generate", "retry", "generate");
    assertThat(run.out())
        .containsPattern("02 +generate-1 .* non-viable at test .* TEST 0/1 .*failed test: test_sum")
        .containsPattern("\\n +retry-1 .* viable")
        .containsPattern("viable at the first try +2 of 3 +0.600 +0.194 to 0.932")
        .containsPattern("viable after at most 1 retry +3 of 3 +0.800 +0.398 to 0.994")
        .contains("02  cause not stated", "3 trials, answered by command");
    assertThat(run.err())
        .contains("trial 01: viable without a retry", "trial 02: viable after 1 retry");
    assertThat(rates.set().resolve("02/generate-1.report.json")).exists();
    assertThat(rates.set().resolve("02/retry-1.report.json")).exists();
    Run again = rates.table();
    assertThat(again.exit()).as(again.err()).isZero();
    assertThat(again.err()).isEmpty();
    assertThat(again.out()).isEqualTo(run.out());
    assertThat(Run.in(rates.home(), "log").out()).contains("Health");
    assertThat(Run.in(rates.home(), "verify").out()).endsWith("Everything agrees.\n");
  }

  @Test
  void programs_hear_on_standard_error_how_far_it_is() throws IOException {
    Run made = rates.make(2, rates.model("none) ;;"), "--json");
    Run judged = rates.table("--judge", "--unsafe-no-sandbox", "--json");
    Run plain = rates.table("--judge", "--unsafe-no-sandbox");

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
    assertThat(rates.make(2, rates.model("generate-1) echo bad;;")).exit()).isZero();

    assertThat(request("01")).isEqualTo(request("02"));
    Run replayed =
        Run.of(
            Screen.NONE,
            Map.of(),
            "grow",
            rates.spec().toString(),
            "--unsafe-no-sandbox",
            "--llm",
            "replay",
            "--recordings",
            rates.set().resolve("01").toString(),
            "--home",
            directory.resolve("second").toString());
    assertThat(replayed.out()).contains("Generation 2 is viable and promoted.");
  }

  private LlmRequest request(String trial) {
    return Recordings.read(List.of(rates.set().resolve(trial))).all().stream()
        .map(Recording::request)
        .filter(it -> it.purpose().id().equals("generate"))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void trials_that_are_there_are_kept_and_what_was_cut_off_goes_on_without_asking_again()
      throws IOException {
    String model = rates.model("generate-2) echo bad;;");
    Run first = rates.make(2, model);
    Path kept = rates.set().resolve("02/generate-1.report.json");
    String report = Files.readString(kept);
    // As if the process had died while the second trial's retry was asked, and
    // while the first one was judged.
    Files.delete(rates.set().resolve("02/retry-1.json"));
    Files.delete(rates.set().resolve("02/retry-1.report.json"));
    Files.delete(rates.set().resolve("01/generate-1.report.json"));
    assertThat(rates.table().exit()).isEqualTo(1);
    assertThat(rates.table().err()).contains("trial 01: has no verdict");

    Run second = rates.make(3, model);

    assertThat(second.exit()).as(second.toString()).isZero();
    assertThat(rates.asked()).containsExactly("generate", "generate", "retry", "retry", "generate");
    assertThat(kept).hasContent(report);
    assertThat(second.out()).containsPattern("viable at the first try +2 of 3");
    assertThat(first.out()).containsPattern("viable at the first try +1 of 2");
    assertThat(rates.make(3, model).exit()).isZero();
    assertThat(rates.asked()).hasSize(5);
    assertThat(Run.in(rates.home(), "verify").out()).endsWith("Everything agrees.\n");
  }

  @Test
  void a_trial_that_was_begun_with_another_model_is_told_before_any_other_is_asked()
      throws IOException {
    assertThat(rates.make(2, rates.model("")).exit()).isZero();
    DirectoryTree.delete(rates.set().resolve("01"));
    Files.delete(rates.set().resolve("02/generate-1.report.json"));

    Run run = rates.make(2, rates.model(""), "--model", "another");

    assertThat(run.exit()).as(run.err()).isEqualTo(2);
    assertThat(run.err()).contains("as the answer to another request").hasLineCount(1);
    assertThat(rates.asked()).hasSize(2);
  }

  @Test
  void an_answer_that_needs_a_repair_is_no_success_at_the_first_try() throws IOException {
    Run run = rates.make(1, rates.model("generate-1) echo garbage;;"));

    assertThat(rates.asked()).containsExactly("generate", "repair");
    assertThat(run.out())
        .containsPattern("viable at the first try +0 of 1")
        .containsPattern("viable without a retry, repaired answers included +1 of 1")
        .contains("generate-1, repaired");
  }

  @Test
  void answers_that_stay_unreadable_count_as_failures() throws IOException {
    Run run = rates.make(1, rates.model("generate-*|repair-*) echo garbage;;"), "--retries", "0");

    assertThat(run.exit()).isZero();
    assertThat(rates.asked()).containsExactly("generate", "repair", "repair");
    assertThat(run.out())
        .containsPattern("viable at the first try +0 of 1")
        .contains("unreadable", "no file block stands in the answer");
  }

  @Test
  void what_is_no_fault_of_an_answer_is_not_counted_and_can_go_on() throws IOException {
    Run stopped = rates.make(1, rates.model(""), "--token-budget", "10");

    assertThat(stopped.exit()).isEqualTo(ExitStatus.INFRASTRUCTURE.code());
    assertThat(stopped.err()).contains("trial 01: not counted, budget-exhausted");
    assertThat(rates.asked()).isEmpty();
    Run on = rates.make(1, rates.model(""));
    assertThat(on.exit()).as(on.err()).isZero();
    assertThat(on.out()).containsPattern("viable at the first try +1 of 1");
  }

  @Test
  void what_cannot_be_done_is_refused_in_one_line_before_anything_is_written() throws IOException {
    rates.refused(
        "--record", "rate", rates.spec().toString(), "--trials", "1", "--llm-command", "true");
    rates.refused(
        "fresh",
        "rate",
        rates.spec().toString(),
        "--trials",
        "1",
        "--record",
        rates.set().toString());
    rates.refused("--trials", "rate", rates.spec().toString());
    rates.refused("no directory", "rate", directory.resolve("none").toString());
    rates.refused(
        "--trials",
        "rate",
        rates.spec().toString(),
        "--trials",
        "0",
        "--record",
        rates.set().toString());
    Files.createDirectories(rates.set());
    rates.refused("no trial", "rate", rates.set().toString());
    rates.refused(
        "--model is for trials to be made", "rate", rates.set().toString(), "--model", "m");
    rates.refused(
        "--retries is for trials to be made", "rate", rates.set().toString(), "--retries", "1");
    rates.refused(
        "--last is for --reproduce",
        "rate",
        rates.set().toString(),
        "--last",
        rates.spec().toString());
  }
}
