package dev.cambrian.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cambrian.core.json.Json;
import dev.cambrian.server.terminal.Screen;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** The campaigns that were registered before they ran, as they were exported. */
final class ShippedCampaignTest {
  private static final Path CAMPAIGNS =
      Path.of("..", "spec", "campaigns").toAbsolutePath().normalize();

  @TempDir Path directory;

  @ParameterizedTest
  @ValueSource(strings = {"signed", "loan", "stock"})
  void it_is_derived_anew_from_its_recorded_answers(String name) {
    Run run =
        Run.of(
            Screen.NONE,
            Map.of("CAMBRIAN_HOME", directory.toString()),
            "campaign",
            "replay",
            CAMPAIGNS.resolve(name).resolve("campaign").toString());

    assertThat(run.exit()).as(run.toString()).isZero();
    assertThat(run.out()).contains("all as they were.");
    assertThat(run.err().lines()).first().asString().matches("0 of \\d+ trials");
    assertThat(run.err().lines()).last().asString().matches("(\\d+) of \\1 trials");
  }

  @ParameterizedTest
  @CsvSource({"signed, SIGNED-SPEC.md", "loan, LOAN-SPEC.md", "stock, stock/SPEC.md"})
  void it_is_the_one_that_was_registered(String name, String spec) throws IOException {
    Path registered = CAMPAIGNS.resolve(name);
    String registration = Files.readString(registered.resolve("REGISTRATION.md"));
    JsonNode report = Json.parse(Files.readString(registered.resolve("campaign/report.json")));

    assertThat(registration)
        .contains(report.get("base-hash").stringValue())
        .contains("%d trials".formatted(report.at("/settings/trials").intValue()))
        .contains("seed %d".formatted(report.at("/settings/seed").longValue()));
    assertThat(Files.readString(registered.resolve("campaign/specs/000.md")))
        .isEqualTo(Files.readString(CAMPAIGNS.resolve(spec)));
  }
}
