package dev.cambrian.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cambrian.core.json.Json;
import dev.cambrian.server.terminal.Screen;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Grows for real: a program answers, the rig judges in whatever isolation this machine has. */
final class GrowCommandTest {

  @TempDir Path directory;
  private Path home;
  private Path spec;
  private int port;

  @BeforeEach
  void write() throws IOException {
    home = directory.resolve("home");
    port = freePort();
    spec =
        Files.writeString(
            directory.resolve("HEALTH.md"),
            HealthSpec.SPEC.replace("PORT", Integer.toString(port)));
  }

  /** Without a sandbox every server of this machine has to share the ports. */
  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  private String app() {
    return HealthSpec.APP.replace("PORT", Integer.toString(port));
  }

  private Run grow(String... more) {
    List<String> all = new ArrayList<>(List.of("grow", spec.toString(), "--unsafe-no-sandbox"));
    all.addAll(List.of(more));
    return Run.in(home, all.toArray(String[]::new));
  }

  private String program(String name, String answer) throws IOException {
    return "cat " + Files.writeString(directory.resolve(name), answer);
  }

  @Test
  void a_viable_answer_is_promoted_and_the_end_says_what_and_where() throws IOException {
    Run run = grow("--llm", "command", program("good.txt", app() + HealthSpec.TEST.formatted(1)));

    assertThat(run.out() + run.err()).contains("Generation 1 is viable and promoted.");
    assertThat(run.exit()).isZero();
    assertThat(run.out())
        .contains("4 files from HEALTH.md")
        .contains(home.resolve("artifacts/gen-1").toString())
        .containsPattern("stages +manifest .*, build .*, test .* \\(1 of 1 passed\\), start .*")
        .contains("isolation", "(live)", "./cambrian show 1", "./cambrian verify");
    assertThat(run.err())
        .contains("generation 1: asking command: generate 1")
        .contains("generation 1: build ok", "generation 1: promoted");
    assertThat(home.resolve("artifacts/gen-1/app.py")).exists();
    assertThat(Run.in(home, "verify").out()).endsWith("Everything agrees.\n");
  }

  @Test
  void a_non_viable_answer_ends_with_exit_1_and_why() throws IOException {
    Run run =
        grow(
            "--llm",
            "command",
            program("bad.txt", app() + HealthSpec.TEST.formatted(2)),
            "--max-retries",
            "1");

    assertThat(run.exit()).isEqualTo(1);
    assertThat(run.out())
        .contains("Nothing was promoted (non-viable)")
        .contains("generation 1 non-viable at test")
        .contains("generation 2 non-viable at test")
        .contains("./cambrian show 2");
    assertThat(Run.in(home, "verify").out()).endsWith("Everything agrees.\n");
  }

  @Test
  void failed_tests_and_contracts_are_named_and_the_reason_is_told_once() throws IOException {
    String answer = app().replace("\"ok\": true", "\"ok\": false") + HealthSpec.TEST.formatted(2);

    Run run = grow("--llm", "command", program("bad.txt", answer), "--max-retries", "0");

    String reason = "1 of 1 test failed; the test command ended with exit code 1";
    assertThat(run.err())
        .contains(
            "generation 1: non-viable at test: " + reason + "\n",
            "generation 1: failed test: test_sum (test_app.AppTest.test_sum)\n",
            "generation 1: failed contract: health\n",
            "generation 1: rolled back, non-viable\n");
    assertThat(run.out())
        .contains("Nothing was promoted (non-viable).\n")
        .contains(
            "generation 1 non-viable at test; failed test: test_sum (test_app.AppTest.test_sum);"
                + " failed contract: health\n");
    assertThat(run.out() + run.err()).containsOnlyOnce(reason);
  }

  @Test
  void garbage_is_no_artifact_and_the_generation_is_closed() throws IOException {
    Run run = grow("--llm-command", program("no.txt", "I cannot do that."), "--max-retries", "0");

    assertThat(run.exit()).isEqualTo(1);
    assertThat(run.out()).contains("Nothing was promoted (unreadable-answer)");
    assertThat(Run.in(home, "log").out()).contains("failed", "unreadable-answer");
    assertThat(Run.in(home, "replay", "1"))
        .satisfies(
            replay -> {
              assertThat(replay.exit()).isEqualTo(2);
              assertThat(replay.err()).contains("generation 1 has no artifact to rebuild");
            });
    assertThat(Run.in(home, "verify").exit()).isZero();
  }

  @Test
  void a_program_that_fails_is_infrastructure_and_the_generation_is_closed() {
    Run run = grow("--llm", "command", "echo no luck >&2; exit 9", "--max-retries", "0");

    assertThat(run.exit()).isEqualTo(3);
    assertThat(run.out())
        .contains("Nothing was promoted (model-unavailable, infrastructure)")
        .contains("no luck");
    assertThat(Run.in(home, "log", "--outcome", "in_progress").out())
        .isEqualTo("No such generation.\n");
  }

  @Test
  void a_candidate_that_got_no_answer_is_told_with_its_reason_beside_the_promoted_one()
      throws IOException {
    Path first = home.resolveSibling("first-" + UUID.randomUUID());
    Run run =
        grow(
            "--candidates",
            "2",
            "--llm-command",
            "if mkdir '%s' 2>/dev/null; then %s; else echo no luck >&2; exit 9; fi"
                .formatted(first, program("good.txt", app() + HealthSpec.TEST.formatted(1))));

    assertThat(run.exit()).as(run.toString()).isZero();
    assertThat(run.out())
        .contains("is viable and promoted.")
        .containsPattern("\\n  generation [12] model-unavailable: .*no luck");
  }

  @Test
  void where_no_answer_came_tokens_and_cost_agree_that_there_are_none() {
    String[] failing = {"--llm", "command", "false", "--max-retries", "0"};

    assertThat(grow(failing).out())
        .containsPattern("\\n  spent +no tokens, as no answer came, cost \\$0, 1 generation\\n");

    List<String> json = new ArrayList<>(List.of(failing));
    json.add("--json");
    JsonNode result =
        Json.parse(grow(json.toArray(String[]::new)).out().lines().toList().getLast());
    assertThat(result.at("/token-usage/input").asInt(-1)).isZero();
    assertThat(result.at("/token-usage/output").asInt(-1)).isZero();
    assertThat(result.get("cost-micro-usd").asLong()).isZero();
  }

  @Test
  void json_is_one_object_a_line_that_ends_with_the_result() throws IOException {
    Run run =
        grow(
            "--json",
            "--llm",
            "command",
            program("good.txt", app() + HealthSpec.TEST.formatted(1)));

    assertThat(run.err()).isEmpty();
    List<JsonNode> lines = run.out().lines().map(Json::parse).toList();
    assertThat(lines.getFirst().get("event").asString()).isEqualTo("started");
    assertThat(lines)
        .extracting(line -> line.get("event").asString())
        .contains("asking", "answered", "sealed", "stage-finished", "judged", "promoted");
    JsonNode result = lines.getLast();
    assertThat(result.get("event").asString()).isEqualTo("result");
    assertThat(result.get("viable").asBoolean()).isTrue();
    assertThat(result.get("promoted").asInt()).isEqualTo(1);
    assertThat(result.get("summary").asString()).isEqualTo("generation 1 is viable and promoted");
    assertThat(result.has("failure-stage")).isFalse();
    assertThat(result.has("token-usage")).as("a command tells no tokens").isFalse();
    assertThat(result.get("artifact").asString())
        .isEqualTo(home.resolve("artifacts/gen-1").toString());
  }

  @Test
  void json_of_a_failure_names_the_stage_and_what_failed() throws IOException {
    String answer = app().replace("\"ok\": true", "\"ok\": false") + HealthSpec.TEST.formatted(2);

    Run run = grow("--json", "--llm", "command", program("bad.txt", answer), "--max-retries", "0");

    JsonNode result = Json.parse(run.out().lines().toList().getLast());
    assertThat(run.exit()).isEqualTo(1);
    assertThat(result.get("viable").asBoolean()).isFalse();
    assertThat(result.has("promoted")).isFalse();
    assertThat(result.get("failure-stage").asString()).isEqualTo("test");
    assertThat(result.get("failed-tests").valueStream().map(JsonNode::asString))
        .containsExactly("test_sum (test_app.AppTest.test_sum)");
    assertThat(result.get("failed-contracts").valueStream().map(JsonNode::asString))
        .containsExactly("health");
    assertThat(result.get("summary").asString())
        .isEqualTo(
            "generation 1: non-viable at test; failed test: test_sum (test_app.AppTest.test_sum);"
                + " failed contract: health");
  }

  @Test
  void what_cannot_be_grown_is_refused_in_one_line_before_anything_is_written() throws IOException {
    Path bad =
        Files.writeString(
            directory.resolve("BAD.md"),
            HealthSpec.SPEC.replace("PORT", "80").replace("python\n", "cobol\n"));

    assertRefused(2, "no.md", "grow", directory.resolve("no.md").toString());
    assertRefused(2, "toolchain", "grow", bad.toString());
    assertRefused(2, "nobody", "grow", spec.toString(), "--llm", "nobody");
    assertRefused(2, "ANTHROPIC_API_KEY", "grow", spec.toString(), "--llm", "anthropic");
    assertRefused(2, "candidates", "grow", spec.toString(), "--candidates", "65");
    assertRefused(2, "--token-budget", "grow", spec.toString(), "--token-budget", "-1");
    assertRefused(2, "--usd-budget", "grow", spec.toString(), "--usd-budget", "-0.01");
    assertRefused(2, "--usd-budget", "grow", spec.toString(), "--usd-budget", "0.0000001");
    assertRefused(2, "--usd-budget", "grow", spec.toString(), "--usd-budget", "1e999999999");
    assertRefused(2, "--usd-budget", "grow", spec.toString(), "--usd-budget", "1e-999999999");
    assertRefused(2, "--test-timeout", "grow", spec.toString(), "--test-timeout", "0");
    assertRefused(2, "http://", "grow", spec.toString(), "--base-url", "ftp://x");
  }

  private void assertRefused(int exit, String named, String... arguments) {
    Run run = Run.in(home, arguments);

    assertThat(run.exit()).as(run.err()).isEqualTo(exit);
    assertThat(run.err()).startsWith("cambrian: ").contains(named).hasLineCount(1);
    assertThat(home).doesNotExist();
  }

  @Test
  void a_spec_without_a_recording_begins_no_generation() throws IOException {
    Path recordings = Files.createDirectories(directory.resolve("recordings"));

    Run run = grow("--llm", "replay", "--recordings", recordings.toString());

    assertThat(run.exit()).isEqualTo(2);
    assertThat(run.err()).startsWith("cambrian: ").contains("record").hasLineCount(1);
    assertThat(home).doesNotExist();
  }

  @Test
  void replays_are_not_recorded() throws IOException {
    Path recordings = Files.createDirectories(directory.resolve("recordings"));

    assertRefused(
        2,
        "--record",
        "grow",
        spec.toString(),
        "--llm",
        "replay",
        "--recordings",
        recordings.toString(),
        "--record",
        directory.resolve("records").toString());
  }

  @Test
  void an_answer_that_is_recorded_already_is_refused_before_the_model_is_asked()
      throws IOException {
    Path recordings = directory.resolve("recordings");
    String program = program("no.txt", "I cannot do that.");
    String[] once = {"--llm-command", program, "--record", recordings.toString()};
    assertThat(grow(once).exit()).isEqualTo(1);
    home = directory.resolve("second");

    Run run = grow(once);

    assertThat(run.exit()).isEqualTo(2);
    assertThat(run.err()).startsWith("cambrian: ").contains("is recorded already").hasLineCount(1);
    assertThat(home).doesNotExist();
  }

  @Test
  void a_retry_that_is_not_recorded_ends_the_growth_and_says_how_to_record() throws IOException {
    Path recordings = directory.resolve("recordings");
    String program = program("bad.txt", app() + HealthSpec.TEST.formatted(2));
    assertThat(
            grow("--llm-command", program, "--record", recordings.toString(), "--max-retries", "0")
                .exit())
        .isEqualTo(1);
    home = directory.resolve("second");

    Run run = grow("--llm", "replay", "--recordings", recordings.toString());

    assertThat(run.exit()).isEqualTo(3);
    assertThat(run.out())
        .contains("Nothing was promoted (model-unavailable, infrastructure)")
        .contains("generation 1 non-viable at test")
        .contains("no recording answers", "--record DIR");
  }

  @Test
  void a_verdict_that_cannot_be_recorded_does_not_hide_the_summary() throws IOException {
    Path recordings = directory.resolve("recordings");
    String program = program("good.txt", app() + HealthSpec.TEST.formatted(1));
    String breaking = "%s; echo broken > %s/zzz.json".formatted(program, recordings);
    Files.createDirectories(recordings);

    Run run = grow("--llm-command", breaking, "--record", recordings.toString());

    assertThat(run.exit()).as(run.err()).isZero();
    assertThat(run.out()).contains("Generation 1 is viable and promoted.");
    assertThat(run.err()).contains("cambrian: the recordings lack the verdicts").contains("zzz");
  }

  @Test
  void a_recorded_growth_replays_without_the_program() throws IOException {
    Path recordings = directory.resolve("recordings");
    String program = program("good.txt", app() + HealthSpec.TEST.formatted(1));
    assertThat(grow("--llm", "command", program, "--record", recordings.toString()).exit())
        .isZero();
    Files.delete(directory.resolve("good.txt"));
    Path second = directory.resolve("second");

    Run run =
        Run.of(
            Screen.NONE,
            Map.of(),
            "grow",
            spec.toString(),
            "--unsafe-no-sandbox",
            "--llm",
            "replay",
            "--recordings",
            recordings.toString(),
            "--home",
            second.toString());

    assertThat(run.out() + run.err()).contains("Generation 1 is viable and promoted.");
    assertThat(run.out()).contains("replay:", "replayed, no model was called", "cost $0");
  }

  @Test
  void a_home_that_is_a_file_is_infrastructure() throws IOException {
    home = Files.writeString(directory.resolve("file"), "x");

    Run run = grow("--llm", "command", "true");

    assertThat(run.exit()).isEqualTo(3);
    assertThat(run.err()).startsWith("cambrian: ").contains("--home").hasLineCount(1);
  }
}
