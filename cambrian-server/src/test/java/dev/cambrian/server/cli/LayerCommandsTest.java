package dev.cambrian.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cambrian.core.json.Json;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Contracts that a program wrote, run against a generation that the same program grew. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class LayerCommandsTest {
  private static final String RIGHT =
      """
      {"name": "right", "type": "http", "method": "GET", "path": "/health",
       "expect": {"status": 200, "content_type": "application/json"}}""";
  private static final String WRONG =
      """
      {"name": "wrong", "type": "http", "method": "GET", "path": "/other", "expect": {"status": 404}}""";
  private static final String MADE_UP =
      """
      {"name": "made up", "type": "http", "method": "GET", "path": "/stats", "expect": {"status": 200}}""";

  private static final String SENTENCE = "Every path but /health is answered with 404.";
  private static final String YES = "{\"demanded\": true, \"quote\": \"%s\"}".formatted(SENTENCE);
  private static final String NO = "{\"demanded\": false, \"quote\": \"%s\"}".formatted(SENTENCE);

  @TempDir Path directory;
  private Path spec;

  @BeforeEach
  void prepare() throws IOException {
    String port = String.valueOf(freePort());
    spec =
        Files.writeString(
            directory.resolve("HEALTH.md"),
            HealthSpec.SPEC.replace("PORT", port) + "\n" + SENTENCE + "\n");
    answer(
        "generate-1", HealthSpec.APP.replace("PORT", port) + "\n" + HealthSpec.TEST.formatted(1));
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  /** What the program says to a question. */
  private void answer(String question, String text) throws IOException {
    Files.writeString(directory.resolve(question), text);
  }

  private Run run(String... arguments) {
    List<String> all = new ArrayList<>(List.of(arguments));
    all.addAll(
        List.of(
            "--unsafe-no-sandbox",
            "--llm-command",
            "cat " + directory + "/$CAMBRIAN_PURPOSE-$CAMBRIAN_ORDINAL"));
    return Run.in(directory.resolve("home"), all.toArray(String[]::new));
  }

  private void grow() {
    Run run = run("grow", spec.toString());
    assertThat(run.exit()).as(run.toString()).isZero();
  }

  private static JsonNode json(Run run) {
    assertThat(run.exit()).as(run.toString()).isZero();
    return Json.parse(run.out());
  }

  @Test
  void an_examination_tells_what_passed_and_what_known_good_code_breaks_too() throws Exception {
    grow();
    grow();
    answer("examine-1", "[" + RIGHT + "," + WRONG + "," + MADE_UP + "]");

    Run programs = run("examine", "2", "--json");
    JsonNode told = json(programs);
    Run text = run("examine", "2");

    assertThat(told.path("artifact").stringValue()).isEqualTo("generation 2");
    assertThat(told.path("verdict").stringValue()).isEqualTo("viable");
    assertThat(told.path("contracts").intValue()).isEqualTo(2);
    assertThat(told.path("passed").intValue()).isEqualTo(1);
    assertThat(told.path("pass-rate").doubleValue()).isEqualTo(0.5);
    assertThat(told.path("dropped").intValue()).isEqualTo(1);
    assertThat(told.path("known-good").toString()).isEqualTo("[\"generation 1\"]");
    assertThat(told.path("results").get(0).path("doubtful").booleanValue()).isFalse();
    assertThat(told.path("results").get(1).path("doubtful").booleanValue()).isTrue();
    assertThat(told.path("results").get(1).path("error").stringValue())
        .isEqualTo("status: expected 404, got 200");
    assertThat(text.out())
        .contains("generation 2 (viable): 1 of 2 contracts", "ok      right", "failed  wrong")
        .contains("1 of 2 are doubtful, held against 1 known-good");
    assertThat(text.err()).contains("dropped made up: the spec names no path");
    assertThat(text.err().lines()).first().asString().matches("asking .*: examine 1");
    assertThat(programs.lastCount()).isEqualTo("1 of 1 known-good artifacts");
    assertThat(programs.told())
        .filteredOn(it -> it.get("event").stringValue().equals("busy"))
        .extracting(it -> it.get("work").stringValue())
        .hasSize(3)
        .containsOnly("examiner of generation 2");
  }

  @Test
  void contracts_that_were_written_for_one_run_are_for_the_rig_too() throws Exception {
    grow();
    answer("examine-1", "[" + RIGHT + "," + WRONG + "]");
    Path contracts = directory.resolve("examiner.json");
    json(run("examine", "1", "--json", "--output", contracts.toString()));

    Path artifact = directory.resolve("home/artifacts/gen-1");
    Path report = directory.resolve("report.json");
    Run rig =
        Run.of(
            dev.cambrian.server.terminal.Screen.NONE,
            java.util.Map.of(),
            "rig",
            artifact.toString(),
            "--spec",
            spec.toString(),
            "--examiner",
            contracts.toString(),
            "--report",
            report.toString(),
            "--unsafe-no-sandbox");

    assertThat(rig.exit()).as(rig.toString()).isZero();
    JsonNode fitness = Json.parse(Files.readString(report)).path("fitness");
    assertThat(fitness.path("examiner_pass_rate").doubleValue()).isEqualTo(0.5);
    assertThat(rig.out()).contains("examiner: 1 of 2 contracts passed");
  }

  @Test
  void what_was_recorded_is_found_again_without_a_model() throws Exception {
    grow();
    answer("redteam-1", "[" + WRONG + "]");
    answer("read-1", YES);
    answer("read-2", NO);
    answer("read-3", YES);
    Path recordings = directory.resolve("recordings");
    JsonNode live = json(run("redteam", "1", "--json", "--record", recordings.toString()));

    Run again =
        Run.in(
            directory.resolve("home"),
            "redteam",
            "1",
            "--json",
            "--unsafe-no-sandbox",
            "--llm",
            "replay",
            "--recordings",
            recordings.toString());

    JsonNode replayed = json(again);
    assertThat(replayed.path("model").stringValue()).startsWith("replay:");
    assertThat(replayed.path("results").get(0).path("readings"))
        .isEqualTo(live.path("results").get(0).path("readings"));
    assertThat(replayed.path("score")).isEqualTo(live.path("score"));
  }

  @Test
  void a_violation_that_two_of_three_readers_confirm_counts_and_another_does_not()
      throws Exception {
    grow();
    answer("redteam-1", "[" + RIGHT + "," + WRONG + "]");
    answer("read-4", YES);
    answer("read-5", NO);
    answer("read-6", YES);
    answer("redteam-2", "[" + WRONG + "]");
    answer("read-121", YES);
    answer("read-122", "{\"demanded\": true, \"quote\": \"Every path is answered with 418.\"}");
    answer("read-123", "I think so.");

    Run programs = run("redteam", "1", "--json");
    JsonNode confirmed = json(programs);
    Run disputed = run("redteam", "1", "--ordinal", "2");

    assertThat(confirmed.path("confirmed").intValue()).isEqualTo(1);
    assertThat(programs.lastCount()).isEqualTo("1 of 1 broken contracts read");
    assertThat(confirmed.path("score").doubleValue()).isEqualTo(0.5);
    assertThat(confirmed.path("results").get(0).has("readings")).isFalse();
    assertThat(confirmed.path("results").get(1).path("agreeing").intValue()).isEqualTo(2);
    assertThat(disputed.exit()).as(disputed.toString()).isZero();
    assertThat(disputed.out())
        .contains("disputed   wrong", "1 of 3 readers agree", "0 confirmed violations, score 1.00");
  }

  @Test
  void an_answer_without_contracts_is_told_and_nothing_is_run() throws Exception {
    grow();
    answer("examine-1", "There is nothing to test.");
    answer("examine-2", "[" + MADE_UP + "]");

    Run none = run("examine", "1");
    Run dropped = run("examine", "1", "--ordinal", "2");

    assertThat(none.exit()).isEqualTo(1);
    assertThat(none.err()).contains("no contract can be run: the answer is no JSON array");
    assertThat(dropped.exit()).isEqualTo(1);
    assertThat(dropped.err()).contains("all that were written are dropped");
  }

  @Test
  void what_cannot_be_examined_is_refused_before_anybody_is_asked() throws Exception {
    grow();
    Path artifact = directory.resolve("home/artifacts/gen-1");
    Path other = Files.writeString(directory.resolve("OTHER.md"), Files.readString(spec) + "more");

    assertThat(run("examine", "7").err()).contains("there is no generation 7");
    assertThat(run("examine", "0"))
        .satisfies(it -> assertThat(it.err()).contains("'0' is not the number of a generation"))
        .satisfies(it -> assertThat(it.exit()).isEqualTo(2));
    assertThat(run("redteam", "1", "--escalation-model", "x").exit()).isEqualTo(2);
    assertThat(run("examine", artifact.toString()).err()).contains("--spec");
    assertThat(run("examine", artifact.toString(), "--spec", other.toString()))
        .satisfies(it -> assertThat(it.err()).contains("is no sound artifact"))
        .satisfies(it -> assertThat(it.exit()).isEqualTo(2));
    assertThat(run("examine", "1", "--spec", other.toString()).err())
        .contains("was grown from sha256:");
    Run missing =
        Run.in(directory.resolve("home"), "examine", "1", "--llm", "replay", "--unsafe-no-sandbox");
    assertThat(missing.exit()).isEqualTo(2);
    assertThat(missing.err()).contains("no recording answers", "cambrian examine N");
  }
}
