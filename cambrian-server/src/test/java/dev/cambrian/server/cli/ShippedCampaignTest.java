package dev.cambrian.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cambrian.core.json.Json;
import dev.cambrian.server.terminal.Screen;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** The campaign that was registered before it ran, as it was exported. */
final class ShippedCampaignTest {
  private static final Path REGISTERED =
      Path.of("..", "spec", "campaigns", "signed").toAbsolutePath().normalize();

  @TempDir Path directory;

  @Test
  void it_is_derived_anew_from_its_recorded_answers() {
    Run run =
        Run.of(
            Screen.NONE,
            Map.of("CAMBRIAN_HOME", directory.toString()),
            "campaign",
            "replay",
            REGISTERED.resolve("campaign").toString());

    assertThat(run.exit()).as(run.toString()).isZero();
    assertThat(run.out()).contains("all as they were.");
  }

  @Test
  void it_is_the_one_that_was_registered() throws IOException {
    String registration = Files.readString(REGISTERED.resolve("REGISTRATION.md"));
    JsonNode report = Json.parse(Files.readString(REGISTERED.resolve("campaign/report.json")));

    assertThat(registration)
        .contains(report.get("base-hash").stringValue())
        .contains("%d trials".formatted(report.at("/settings/trials").intValue()))
        .contains("seed %d".formatted(report.at("/settings/seed").longValue()));
    assertThat(Files.readString(REGISTERED.resolve("campaign/specs/000.md")))
        .isEqualTo(Files.readString(REGISTERED.resolveSibling("SIGNED-SPEC.md")));
  }
}
