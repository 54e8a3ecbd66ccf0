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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Evolves for real: a program answers and proposes, the rig judges, the history tells. */
final class EvolveCommandTest {
  @TempDir Path directory;
  private Path home;
  private Path spec;

  @BeforeEach
  void write() throws IOException {
    home = directory.resolve("home");
    String port;
    try (ServerSocket socket = new ServerSocket(0)) {
      port = Integer.toString(socket.getLocalPort());
    }
    spec =
        Files.writeString(
            directory.resolve("HEALTH.md"),
            HealthSpec.SPEC.replace("PORT", port) + "\n## Advice\n\nBe quick. You MUST be kind.\n");
    String app = HealthSpec.APP.replace("PORT", port);
    Files.writeString(directory.resolve("good"), app + HealthSpec.TEST.formatted(1));
    Files.writeString(directory.resolve("bad"), app + HealthSpec.TEST.formatted(2));
    Files.writeString(
        directory.resolve("mend"),
        """
        <file path="section.md">
        ## Advice

        Be quick and careful. You MUST be kind.
        </file:end>
        <file path="rationale.md">
        Care was lacking.
        </file:end>
        """);
    Files.writeString(directory.resolve("rubbish"), "I cannot do that.");
  }

  /** A model of shell: answers badly where nothing in the spec asks for care. */
  private String model(String proposal) throws IOException {
    Path script =
        Files.writeString(
            directory.resolve("model.sh"),
            """
            cd '%s'
            echo "$CAMBRIAN_PURPOSE" >> asked
            case "$CAMBRIAN_PURPOSE" in
            propose) cat %s;;
            *) if grep -q 'quick and careful' "$CAMBRIAN_USER_FILE"; then cat good; else cat bad; fi;;
            esac
            """
                .formatted(directory, proposal));
    return "sh '%s'".formatted(script);
  }

  private long asked(String purpose) throws IOException {
    return Files.readAllLines(directory.resolve("asked")).stream().filter(purpose::equals).count();
  }

  private Run evolve(String... more) {
    List<String> all = new ArrayList<>(List.of("evolve", "--unsafe-no-sandbox", "--no-checks"));
    all.addAll(List.of(more));
    return Run.in(home, all.toArray(String[]::new));
  }

  @Test
  void a_mutant_that_lives_is_promoted_and_the_campaign_is_told_exported_and_derived_anew()
      throws IOException {
    Run run =
        evolve(
            spec.toString(),
            "--budget",
            "20",
            "--force",
            "--parallel",
            "2",
            "--seed",
            "1",
            "--note",
            "care helps",
            "--llm",
            "command",
            model("mend"));

    assertThat(run.exit()).as(run.toString()).isZero();
    assertThat(run.out()).contains("Campaign c1: promoted", "Next:");
    assertThat(run.err())
        .contains("proposal.accepted 1: node 1, Care was lacking.", "rejected", "known-spec");
    assertThat(home.resolve("campaigns/c1/HEALTH.md")).content().contains("quick and careful");
    assertThat(asked("generate")).isLessThanOrEqualTo(20);
    assertThat(Run.in(home, "campaign", "show", "c1").out())
        .contains("better than the base", "Care was lacking.");
    Path export = directory.resolve("export");
    assertThat(Run.in(home, "campaign", "export", "c1", export.toString()).exit()).isZero();
    assertThat(export.resolve("report.json")).exists();
    assertThat(export.resolve("specs/001.md")).content().contains("quick and careful");
    assertThat(export.resolve("trials/01/generate-1.json")).exists();
    Run replay = Run.in(directory.resolve("nowhere"), "campaign", "replay", export.toString());
    assertThat(replay.exit()).as(replay.toString()).isZero();
    assertThat(replay.out()).contains("all as they were.");
    assertThat(Run.in(home, "verify").out()).endsWith("Everything agrees.\n");
    Run over = evolve("--resume", "c1", "--llm", "command", model("mend"));
    assertThat(over.exit()).isEqualTo(2);
    assertThat(over.err()).contains("campaign c1 is over");
  }

  @Test
  void a_replay_of_a_changed_history_tells_what_differs() throws IOException {
    evolve(
        spec.toString(),
        "--budget",
        "6",
        "--seed",
        "3",
        "--arm",
        "base",
        "--llm",
        "command",
        model("mend"));
    Run honest = Run.in(home, "campaign", "replay", "c1", "--json");
    JsonNode result = Json.parse(honest.out());
    assertThat(result.get("artifacts").intValue()).isEqualTo(6);
    assertThat(result.get("differences")).isEmpty();
    assertThat(honest.lastCount()).isEqualTo("6 of 6 trials");

    Run missing = Run.in(home, "campaign", "replay", "c2");
    assertThat(missing.exit()).isEqualTo(2);
    assertThat(missing.err()).contains("there is no campaign c2");
  }

  @Test
  void events_are_told_as_json_and_rubbish_is_refused() throws IOException {
    Run run =
        evolve(
            spec.toString(),
            "--budget",
            "12",
            "--force",
            "--name",
            "mine",
            "--json",
            "--llm",
            "command",
            model("rubbish"));

    assertThat(run.exit()).as(run.toString()).isZero();
    List<JsonNode> lines = run.out().lines().map(Json::parse).toList();
    assertThat(lines.getLast().get("event").stringValue()).isEqualTo("result");
    assertThat(lines.getLast().get("ending").stringValue()).isEqualTo("base-stays");
    assertThat(lines)
        .filteredOn(it -> it.get("event").stringValue().equals("proposal.rejected"))
        .isNotEmpty()
        .allMatch(it -> it.get("data").get("rule").stringValue().equals("unreadable"));
    assertThat(Run.in(home, "campaign", "list").out()).contains("mine");
  }

  @Test
  void what_cannot_be_is_refused_before_anything_is_asked() throws IOException {
    String model = model("mend");
    for (String[] wrong :
        new String[][] {
          {"name the SPEC"},
          {"--budget", spec.toString()},
          {"a trial is a fresh answer", spec.toString(), "--budget", "9", "--llm", "replay"},
          {"is none of", spec.toString(), "--budget", "9", "--arm", "best"},
          {"no probability", spec.toString(), "--budget", "9", "--gate", "1"},
          {"small letters", spec.toString(), "--budget", "9", "--name", "A B"},
          {"are too few: with a base rate of 0.50 it takes 50", spec.toString(), "--budget", "20"},
          {"is fixed since", "--resume", "c1", "--budget", "9"},
          {"does nothing here", spec.toString(), "--budget", "9", "--record", "x"},
        }) {
      List<String> all = new ArrayList<>(List.of(wrong).subList(1, wrong.length));
      if (!all.contains("--llm")) {
        all.addAll(List.of("--llm", "command", model));
      }
      Run run = evolve(all.toArray(String[]::new));

      assertThat(run.exit()).as(run.toString()).isEqualTo(2);
      assertThat(run.err()).contains(wrong[0]);
    }
    assertThat(directory.resolve("asked")).doesNotExist();
  }
}
