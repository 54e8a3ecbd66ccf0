package dev.cambrian.server.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.cambrian.core.json.Json;
import dev.cambrian.core.pipeline.GrowthResult;
import dev.cambrian.core.verdict.FailureKind;
import dev.cambrian.server.CambrianMain;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;

/** Growths that end for no fault of the artifact, and such as end for a limit that it went over. */
final class InfrastructureFailureTest {

  private static final String SPEC =
      """
      ---
      title: Health
      version: "1.0"
      toolchain: python
      ---
      # Health

      ```entry
      build: BUILD
      test: python3 -m unittest
      start: python3 app.py
      health: http://127.0.0.1:8401/health
      ```
      """;

  private static final Duration LONG = Duration.ofSeconds(60);

  @TempDir Path directory;
  private Path home;
  private Path answer;

  @BeforeEach
  void write() throws IOException {
    home = directory.resolve("home");
    answer =
        Files.writeString(
            directory.resolve("answer.txt"), "<file path=\"app.py\">\npass\n</file:end>\n");
  }

  private Path spec(String build) throws IOException {
    return Files.writeString(directory.resolve("HEALTH.md"), SPEC.replace("BUILD", build));
  }

  /** In a process whose directory for temporary files goes away while the model answers. */
  private Process growWithoutScratch(String... more) throws IOException {
    Path temporary = Files.createDirectories(directory.resolve("temporary"));
    List<String> line =
        new ArrayList<>(
            List.of(
                "env",
                "--default-signal=INT",
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED",
                "-Djava.io.tmpdir=" + temporary,
                "-Dorg.sqlite.tmpdir=" + directory,
                "-cp",
                System.getProperty("java.class.path"),
                CambrianMain.class.getName(),
                "grow",
                spec("'true'").toString(),
                "--home",
                home.toString(),
                "--unsafe-no-sandbox",
                "--max-retries",
                "0",
                "--llm-command",
                "cat %s; rm -rf %s".formatted(answer, temporary)));
    line.addAll(List.of(more));
    return new ProcessBuilder(line)
        .redirectOutput(directory.resolve("out.txt").toFile())
        .redirectError(directory.resolve("err.txt").toFile())
        .start();
  }

  private Run ended(Process grow) throws IOException, InterruptedException {
    boolean ended = grow.waitFor(LONG.toSeconds(), TimeUnit.SECONDS);
    grow.destroyForcibly();
    Run run = new Run(ended ? grow.exitValue() : -1, read("out.txt"), read("err.txt"));
    assertThat(ended).as(run.toString()).isTrue();
    return run;
  }

  private String read(String file) throws IOException {
    return Files.readString(directory.resolve(file));
  }

  private String sql(String query) {
    return Run.in(home, "sql", "--format", "csv", query).out();
  }

  @Test
  void a_growth_without_a_verdict_ends_with_exit_3_and_names_kind_and_class() throws Exception {
    Run run = ended(growWithoutScratch("--infrastructure-retries", "0"));

    assertThat(run.exit()).as(run.toString()).isEqualTo(3);
    assertThat(run.out())
        .contains("Nothing was promoted (resource, infrastructure): cannot make a scratch")
        .contains("  generation 1 resource\n");
    assertThat(run.err())
        .contains("generation 1: rolled back, resource\n")
        .doesNotContain("again in");
    assertThat(sql("SELECT outcome, viable, failure, failure_class FROM generation"))
        .contains("failed,,resource,infrastructure");
    assertThat(Run.in(home, "verify").out()).endsWith("Everything agrees.\n");
  }

  @Test
  void it_verifies_again_as_often_as_it_is_told_and_every_attempt_is_kept() throws Exception {
    Run run = ended(growWithoutScratch("--infrastructure-retries", "1", "--json"));

    assertThat(run.exit()).as(run.toString()).isEqualTo(3);
    List<JsonNode> lines = run.out().lines().map(Json::parse).toList();
    assertThat(lines)
        .filteredOn(line -> line.get("event").asString().equals("verification-aborted"))
        .singleElement()
        .satisfies(
            line -> {
              assertThat(line.get("failure").asString()).isEqualTo("resource");
              assertThat(line.get("pause-ms").asInt()).isEqualTo(1_000);
              assertThat(line.get("retries").asInt()).isEqualTo(1);
            });
    JsonNode result = lines.getLast();
    assertThat(result.get("failure").asString()).isEqualTo("resource");
    assertThat(result.get("failure-class").asString()).isEqualTo("infrastructure");
    assertThat(result.get("reason").asString()).endsWith("; tried 2 times");
    assertThat(sql("SELECT count(*) FROM event WHERE type = 'verification.aborted'")).contains("2");
  }

  @Test
  void ctrl_c_while_it_waits_closes_the_generation_as_cancelled() throws Exception {
    Process grow = growWithoutScratch("--infrastructure-retries", "3");
    await()
        .atMost(LONG)
        .until(() -> !grow.isAlive() || read("err.txt").contains("again in 5 s (2 of 3)"));

    Process kill = new ProcessBuilder("kill", "-INT", String.valueOf(grow.pid())).start();
    assertThat(kill.waitFor()).isZero();

    Run run = ended(grow);
    assertThat(run.exit()).as(run.toString()).isEqualTo(130);
    assertThat(sql("SELECT outcome, failure FROM generation")).contains("failed,cancelled");
    assertThat(Run.in(home, "verify").out()).endsWith("Everything agrees.\n");
  }

  @Test
  void a_limit_that_the_artifact_went_over_is_a_verdict_and_named_for_programs()
      throws IOException {
    Run run =
        Run.in(
            home,
            "grow",
            spec("sleep 60").toString(),
            "--unsafe-no-sandbox",
            "--llm-command",
            "cat " + answer,
            "--max-retries",
            "0",
            "--build-timeout",
            "0.5",
            "--json");

    assertThat(run.exit()).as(run.toString()).isEqualTo(1);
    assertThat(run.out().lines().map(Json::parse))
        .filteredOn(line -> line.get("event").asString().equals("judged"))
        .singleElement()
        .satisfies(line -> assertThat(line.get("limit").asString()).isEqualTo("time"));
    assertThat(sql("SELECT failure, failure_class, failure_stage, exceeded_limit FROM generation"))
        .contains("non-viable,candidate,build,time");
    assertThat(Run.in(home, "show", "1").out()).contains("limit exceeded: time");
  }

  @Test
  void a_budget_of_money_that_cannot_be_kept_is_bad_input() throws IOException {
    Run run =
        Run.in(
            home, "grow", spec("'true'").toString(), "--llm-command", "true", "--usd-budget", "1");

    assertThat(run.exit()).isEqualTo(2);
    assertThat(run.err()).contains("price of the model command is unknown");
    assertThat(home).doesNotExist();
  }

  @Test
  void a_budget_that_allows_no_call_says_nothing_about_the_code() throws IOException {
    Run run =
        Run.in(
            home,
            "grow",
            spec("'true'").toString(),
            "--unsafe-no-sandbox",
            "--llm-command",
            "true",
            "--token-budget",
            "10");

    assertThat(run.out()).contains("budget-exhausted, infrastructure");
    assertThat(run.exit()).isEqualTo(3);
  }

  @ParameterizedTest
  @EnumSource
  void only_what_is_a_fault_of_machine_or_provider_ends_with_exit_3(FailureKind kind) {
    Set<FailureKind> answers =
        Set.of(
            FailureKind.NON_VIABLE,
            FailureKind.UNREADABLE_ANSWER,
            FailureKind.INCOMPLETE_ANSWER,
            FailureKind.SUPERSEDED);
    GrowthResult result =
        new GrowthResult(Optional.empty(), List.of(1), Optional.of(kind), "because");

    assertThat(GrowthSummary.status(result).code())
        .isEqualTo(answers.contains(kind) ? 1 : kind == FailureKind.CANCELLED ? 130 : 3);
  }
}
