package dev.cambrian.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cambrian.core.json.Json;
import dev.cambrian.core.spec.Specs;
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

/** Campaigns with a program whose every second answer fails, and that writes checks then. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class EvolveChecksTest {
  private static final String RIGHT =
      """
      {"name": "right", "type": "http", "method": "GET", "path": "/health",
       "expect": {"status": 200, "content_type": "application/json"}}""";
  private static final String WRONG =
      """
      {"name": "wrong", "type": "http", "method": "GET", "path": "/other", "expect": {"status": 404}}""";

  @TempDir Path directory;
  private Path spec;
  private Path home;

  @BeforeEach
  void prepare() throws IOException {
    String port = String.valueOf(freePort());
    home = directory.resolve("home");
    spec =
        Files.writeString(
            directory.resolve("HEALTH.md"), HealthSpec.SPEC.replace("PORT", port) + "\n");
    String app = HealthSpec.APP.replace("PORT", port) + "\n";
    Files.writeString(directory.resolve("generate-0"), app + HealthSpec.TEST.formatted(1));
    Files.writeString(directory.resolve("generate-1"), app + HealthSpec.TEST.formatted(2));
    Files.createDirectories(directory.resolve("asked"));
    Files.writeString(
        directory.resolve("program.sh"),
        """
        cd '%s'
        n=$(ls asked | grep -c "$CAMBRIAN_PURPOSE")
        touch "asked/$CAMBRIAN_PURPOSE-$n"
        if [ "$CAMBRIAN_PURPOSE" = generate ]; then exec cat "generate-$((n %% 2))"; fi
        exec cat "$CAMBRIAN_PURPOSE-$CAMBRIAN_ORDINAL"
        """
            .formatted(directory));
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  private Run evolve(String... arguments) {
    List<String> all = new ArrayList<>(List.of("evolve"));
    all.addAll(List.of(arguments));
    all.addAll(
        List.of("--unsafe-no-sandbox", "--llm-command", "sh " + directory.resolve("program.sh")));
    return Run.in(home, all.toArray(String[]::new));
  }

  private Run campaign(String... more) {
    List<String> all =
        new ArrayList<>(
            List.of(spec.toString(), "--arm", "base", "--budget", "2", "--parallel", "1"));
    all.addAll(List.of(more));
    Run run = evolve(all.toArray(String[]::new));
    assertThat(run.exit()).as(run.toString()).isZero();
    return run;
  }

  private List<String> asked(String purpose) throws IOException {
    try (var files = Files.list(directory.resolve("asked"))) {
      return files
          .map(it -> it.getFileName().toString())
          .filter(it -> it.startsWith(purpose))
          .toList();
    }
  }

  private JsonNode report(String campaign, int trial) throws IOException {
    return Json.parse(
        Files.readString(
            home.resolve(
                "campaigns/%s/trials/%02d/generate-1.report.json".formatted(campaign, trial))));
  }

  @Test
  void checks_against_what_failed_go_into_the_next_campaign_and_change_no_verdict()
      throws Exception {
    Files.writeString(directory.resolve("examine-1001"), "[" + RIGHT + "," + WRONG + "]");

    Run first = campaign();
    Path checks = home.resolve("checks/c1.json");
    assertThat(first.err())
        .contains("measured for information: no adaptive checks; test tier 0 is open")
        .contains("1 of 2 checks against 'test' are kept", checks.toString());
    assertThat(home.resolve("campaigns/c1/checks/examine-1001.json")).isRegularFile();
    assertThat(report("c1", 1).at("/checks/health").has("adaptive-results")).isFalse();

    Files.writeString(
        home.resolve("checks/made.json"),
        Files.readString(checks)
            .replaceFirst("\"c1\"", "\"made\"")
            .replace("\"right\"", "\"broken\"")
            .replace("\"/health\"", "\"/other\"")
            .replace("application/json", "text/html"));
    Run second = campaign("--no-checks", "--json");

    assertThat(second.err())
        .contains("measured for information: 2 adaptive checks that come from made, c1");
    JsonNode good = report("c2", 1);
    assertThat(good.at("/checks/health/adaptive-results/right/passed").booleanValue()).isTrue();
    assertThat(good.at("/checks/health/adaptive-results/broken/passed").booleanValue(true))
        .isFalse();
    assertThat(good.path("status").stringValue()).isEqualTo("viable");
    assertThat(report("c2", 2).path("status").stringValue()).isEqualTo("non-viable");
    assertThat(Json.parse(Files.readString(checks)).path("carried-into").toString())
        .isEqualTo("[\"c2\"]");
    assertThat(home.resolve("checks/c2.json")).doesNotExist();
    assertThat(second.out().lines().toList().getLast()).contains("\"event\":\"result\"");
    assertThat(asked("examine")).hasSize(1);
  }

  @Test
  void a_program_that_cannot_answer_is_told_and_asked_when_the_campaign_is_resumed()
      throws Exception {
    Run first = campaign();
    assertThat(first.err()).contains("no checks are written, since the model gave no answer");
    assertThat(first.out()).contains("base-stays");

    Files.writeString(directory.resolve("examine-1001"), "[" + RIGHT + "]");
    Run later = evolve("--resume", "c1");
    Run over = evolve("--resume", "c1");

    assertThat(later.exit()).as(later.toString()).isZero();
    assertThat(later.err()).contains("1 of 1 checks against 'test' are kept");
    assertThat(asked("generate")).hasSize(2);
    assertThat(over.exit()).isEqualTo(ExitStatus.USAGE.code());
    assertThat(over.err()).contains("campaign c1 is over");
    assertThat(Specs.read(spec).hash())
        .isEqualTo(
            Json.parse(Files.readString(home.resolve("checks/c1.json")))
                .path("spec-hash")
                .stringValue());
  }
}
