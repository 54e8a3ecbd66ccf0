package dev.cambrian.server.serve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.cambrian.core.campaign.Campaigns;
import dev.cambrian.core.json.Json;
import dev.cambrian.server.campaign.ScriptedWorld;
import dev.cambrian.server.campaign.ScriptedWorld.Kept;
import dev.cambrian.server.home.CambrianHome;
import dev.cambrian.server.supervisor.HomeCheck;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** What becomes of a campaign whose server was killed with a signal that it cannot catch. */
@DisplayNameGeneration(ReplaceUnderscores.class)
final class KilledCampaignTest {
  private static final Duration LIMIT = Duration.ofSeconds(60);

  @TempDir Path directory;
  private ScriptedWorld world;

  @BeforeEach
  void prepare() throws IOException {
    world = new ScriptedWorld(Files.createDirectory(directory.resolve("world")));
  }

  private CambrianHome home() {
    return new CambrianHome(directory.resolve("home"));
  }

  private static JsonNode campaign(Client client, String id) {
    return client.get("/campaigns/" + id).ok();
  }

  private static int scored(Client client, String id) {
    return campaign(client, id).at("/trial-counts/scored").intValue();
  }

  /**
   * @param held what is under way when the server is killed
   */
  @ParameterizedTest
  @ValueSource(strings = {"generate", "propose", "judging"})
  @Timeout(value = 5, unit = TimeUnit.MINUTES)
  void the_next_one_goes_on_and_repeats_nothing_that_was_answered(String held) throws Exception {
    String id;
    try (Server first = new Server()) {
      id =
          first
              .client
              .post(
                  "/campaigns",
                  Json.object()
                      .put("spec", ScriptedWorld.spec("Killed"))
                      .put("budget", 24)
                      .put("force", true)
                      .put("parallel", 3)
                      .put("seed", 11))
              .ok()
              .get("campaign-id")
              .stringValue();
      await().atMost(LIMIT).until(() -> scored(first.client, id) >= 3);
      int before = count(held);
      world.hold(held);
      await().atMost(LIMIT).until(() -> count(held) > before);
      first.kill();
    }
    Path place = Campaigns.directory(home().directory(), id);
    Kept kept = Kept.of(place);
    int asked = world.generated() + world.proposed();
    int judged = world.judged();
    assertThat(kept.answers()).isPositive();

    world.release();
    try (Server second = new Server()) {
      await().atMost(LIMIT).until(() -> campaign(second.client, id).has("ending"));
      JsonNode end = campaign(second.client, id);
      assertThat(end.get("ending").stringValue()).isIn("promoted", "base-stays");
      assertThat(end.at("/trial-counts/scored")).isEqualTo(end.at("/trial-counts/started"));
      await().atMost(LIMIT).until(() -> !campaign(second.client, id).get("hosted").booleanValue());
      second.kill();
    }

    Kept end = Kept.of(place);
    assertThat(world.generated() + world.proposed() - asked)
        .isEqualTo(end.answers() - kept.answers());
    assertThat(world.judged() - judged).isEqualTo(end.verdicts() - kept.verdicts());
    assertThat(HomeCheck.sound(home())).hasSizeGreaterThanOrEqualTo(end.verdicts());
  }

  private int count(String what) {
    return switch (what) {
      case "generate" -> world.generated();
      case "propose" -> world.proposed();
      default -> world.judged();
    };
  }

  /** A process of its own. */
  private final class Server implements AutoCloseable {
    private final Process process;
    private final Client client;

    Server() throws IOException {
      Path errors = Files.createTempFile(directory, "server-", ".log");
      process =
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "--enable-native-access=ALL-UNNAMED",
                  "-XX:TieredStopAtLevel=1",
                  "-cp",
                  System.getProperty("java.class.path"),
                  CampaignServer.class.getName(),
                  home().directory().toString(),
                  directory.resolve("world").toString())
              .redirectError(errors.toFile())
              .start();
      String address =
          new BufferedReader(
                  new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))
              .readLine();
      assertThat(address).as(Files.readString(errors)).isNotNull();
      client = new Client(address, directory);
    }

    void kill() throws InterruptedException {
      process.destroyForcibly().waitFor();
    }

    @Override
    public void close() {
      client.close();
      process.destroyForcibly();
    }
  }
}
