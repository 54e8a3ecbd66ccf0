package dev.cambrian.server.api;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.cambrian.core.campaign.Campaigns;
import dev.cambrian.core.evolution.Arm;
import dev.cambrian.core.evolution.CampaignSettings;
import dev.cambrian.core.evolution.Rules;
import dev.cambrian.core.json.Json;
import dev.cambrian.core.llm.LlmException;
import dev.cambrian.core.spec.Spec;
import dev.cambrian.core.spec.Specs;
import dev.cambrian.core.trial.TrialLock;
import dev.cambrian.server.campaign.ScriptedWorld;
import dev.cambrian.server.supervisor.HomeCheck;
import dev.cambrian.server.supervisor.Judge;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.IntSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Campaigns that a server runs, over real HTTP; the model and the judge are fakes. */
@DisplayNameGeneration(ReplaceUnderscores.class)
final class CampaignCallsTest {
  private static final Spec SPEC =
      Specs.parse("SMALL-SPEC.md", ScriptedWorld.spec("Small").getBytes(UTF_8));

  @TempDir Path directory;
  private ScriptedWorld world;
  private ServerFixture server;

  @BeforeEach
  void start() throws IOException {
    world = new ScriptedWorld(Files.createDirectory(directory.resolve("world")));
    server = ServerFixture.hosting(directory, world);
  }

  @AfterEach
  void stop() {
    world.release();
    server.close();
  }

  private static ObjectNode order(int budget) {
    return Json.object()
        .put("spec", SPEC.text())
        .put("file-name", SPEC.fileName())
        .put("budget", budget)
        .put("force", true)
        .put("parallel", 2)
        .put("seed", 7);
  }

  private String begun(ObjectNode order) {
    Answer answer = server.post("/campaigns", Json.write(order));
    assertThat(answer.status()).as(answer.text()).isEqualTo(201);
    return answer.json().get("campaign-id").stringValue();
  }

  private JsonNode one(String id) {
    return server.get("/campaigns/" + id).ok().json();
  }

  private JsonNode steered(String id, String verb) {
    return server.post("/campaigns/%s/%s".formatted(id, verb), "").ok().json();
  }

  private JsonNode ended(String id) {
    await()
        .atMost(ServerFixture.LIMIT)
        .until(() -> one(id).has("ending") && !one(id).get("hosted").booleanValue());
    return one(id);
  }

  private static void awaitAtLeast(int least, IntSupplier count) {
    await()
        .atMost(ServerFixture.LIMIT)
        .untilAsserted(() -> assertThat(count.getAsInt()).isGreaterThanOrEqualTo(least));
  }

  private boolean marked(String id) {
    return Files.exists(Campaigns.directory(server.home.directory(), id).resolve(".hosted"));
  }

  private static CampaignSettings settings(int trials) {
    return new CampaignSettings(
        Arm.BASE, false, "somebody", "somebody", 7, trials, 2, 1_000, 0, 0, Rules.DEFAULT);
  }

  @Test
  void a_campaign_spends_its_trials_and_its_story_is_in_the_events() throws IOException {
    String id = begun(order(16));

    JsonNode end = ended(id);

    assertThat(id).isEqualTo("c1");
    assertThat(end.get("status").stringValue()).isEqualTo("finished");
    assertThat(end.get("ending").stringValue()).isIn("promoted", "base-stays");
    assertThat(end.at("/trial-counts/scored").intValue())
        .isEqualTo(world.generated())
        .isEqualTo(world.judged())
        .isBetween(11, 16);
    assertThat(end.get("trials")).hasSize(world.generated());
    assertThat(end.get("proposals")).hasSize(world.proposed()).hasSizeGreaterThan(1);
    assertThat(end.get("nodes")).hasSizeGreaterThan(1);
    assertThat(end.get("tokens").intValue())
        .isEqualTo(110 * (world.generated() + world.proposed()));
    assertThat(marked(id)).isFalse();
    assertThat(server.get("/events?until=" + server.supervisor.events().head()).text())
        .contains("campaign.started", "trial.scored", "proposal.accepted", "campaign.finished");
    server.close();
    assertThat(HomeCheck.sound(server.home)).hasSize(world.generated());
  }

  @Test
  void what_was_begun_with_all_options_has_them() {
    world.hold("generate");
    ObjectNode order =
        order(30)
            .put("name", "all-of-them")
            .put("note", "why")
            .put("arm", "best-of-n")
            .put("aa", false)
            .put("model", "one")
            .put("proposer-model", "other")
            .put("gate", 0.95)
            .put("seed", -5)
            .put("max-output-tokens", 2_000)
            .put("token-budget", 1_000_000);
    JsonNode begun = server.post("/campaigns", Json.write(order)).json();

    assertThat(begun.get("campaign-id").stringValue()).isEqualTo("all-of-them");
    assertThat(begun.get("hosted").booleanValue()).isTrue();
    assertThat(begun.get("note").stringValue()).isEqualTo("why");
    JsonNode settings = begun.get("settings");
    assertThat(settings.get("arm").stringValue()).isEqualTo("best-of-n");
    assertThat(settings.get("model").stringValue()).isEqualTo("one");
    assertThat(settings.get("proposer-model").stringValue()).isEqualTo("other");
    assertThat(settings.at("/rules/gate").doubleValue()).isEqualTo(0.95);
    assertThat(settings.get("seed").intValue()).isEqualTo(-5);
    assertThat(settings.get("trials").intValue()).isEqualTo(30);
    assertThat(settings.get("max-output-tokens").intValue()).isEqualTo(2_000);
    assertThat(settings.get("token-budget").intValue()).isEqualTo(1_000_000);
  }

  @Test
  void a_registered_spec_is_improved_by_its_hash() {
    ended(begun(order(2)));

    String again =
        begun(
            Json.object()
                .put("spec-hash", SPEC.hash())
                .put("budget", 2)
                .put("force", true)
                .put("parallel", 1));

    assertThat(again).isEqualTo("c2");
    assertThat(ended(again).get("base-hash").stringValue()).isEqualTo(SPEC.hash());
  }

  @Test
  void a_cap_is_kept() {
    JsonNode end = ended(begun(order(16).put("max-output-tokens", 100).put("token-budget", 500)));

    assertThat(end.get("ending").stringValue()).isEqualTo("stopped");
    assertThat(end.get("reason").stringValue()).contains("token budget");
  }

  @Test
  void a_paused_one_begins_nothing_new_and_a_resumed_one_goes_on() {
    world.hold("generate");
    String id = begun(order(8).put("arm", "base"));
    awaitAtLeast(2, world::generated);

    assertThat(steered(id, "pause").get("status").stringValue()).isEqualTo("paused");
    assertThat(steered(id, "pause").get("reason").stringValue()).isEqualTo("by request");
    world.release();
    await().atMost(ServerFixture.LIMIT).until(() -> !one(id).get("hosted").booleanValue());
    assertThat(world.generated()).isEqualTo(2);
    assertThat(marked(id)).isFalse();

    assertThat(steered(id, "resume").get("status").stringValue()).isEqualTo("running");
    assertThat(marked(id)).isTrue();
    assertThat(ended(id).at("/trial-counts/scored").intValue()).isEqualTo(8);
    assertThat(world.judged()).isEqualTo(8);
  }

  @Test
  void one_that_is_let_go_on_before_it_came_to_rest_goes_on() {
    world.hold("generate");
    String id = begun(order(8).put("arm", "base"));
    awaitAtLeast(2, world::generated);

    steered(id, "pause");
    assertThat(steered(id, "resume").get("hosted").booleanValue()).isTrue();
    assertThat(steered(id, "resume").get("status").stringValue()).isEqualTo("running");
    world.release();

    assertThat(ended(id).at("/trial-counts/scored").intValue()).isEqualTo(8);
  }

  @Test
  void a_cancelled_one_ends_and_takes_nothing_more() {
    world.hold("generate");
    String id = begun(order(8).put("arm", "base"));
    awaitAtLeast(2, world::generated);

    server.post("/campaigns/%s/cancel".formatted(id), "{\"reason\":\"enough\"}").ok();

    JsonNode end = ended(id);
    assertThat(end.get("ending").stringValue()).isEqualTo("cancelled");
    assertThat(end.get("reason").stringValue()).isEqualTo("enough");
    assertThat(world.generated()).isEqualTo(2);
    assertThat(marked(id)).isFalse();
    assertThat(steered(id, "cancel").get("reason").stringValue()).isEqualTo("enough");
    assertThat(server.post("/campaigns/%s/resume".formatted(id), "").refusal(409))
        .isEqualTo("campaign c1 is over: cancelled");
  }

  @Test
  void one_that_a_command_began_is_left_alone_until_it_is_resumed_here() {
    String id =
        Campaigns.start(
            server.supervisor.history(), Optional.empty(), SPEC, settings(4), Optional.empty());
    Path place = Campaigns.directory(server.home.directory(), id);

    try (TrialLock _ = TrialLock.take(place)) {
      assertThat(server.post("/campaigns/%s/resume".formatted(id), "").refusal(409))
          .contains(id, "another process");
    }
    assertThat(one(id).get("hosted").booleanValue()).isFalse();
    server.close();
    server = ServerFixture.hosting(directory, world);
    assertThat(one(id).get("hosted").booleanValue()).isFalse();
    assertThat(world.generated()).isZero();

    assertThat(steered(id, "resume").get("hosted").booleanValue()).isTrue();

    assertThat(ended(id).at("/trial-counts/scored").intValue()).isEqualTo(4);
  }

  @ParameterizedTest
  @CsvSource({"generate", "propose", "judging"})
  void what_a_server_was_stopped_in_the_next_one_goes_on_with(String held) {
    world.hold(held);
    String id = begun(order(16));
    awaitAtLeast(
        1,
        switch (held) {
          case "generate" -> world::generated;
          case "propose" -> world::proposed;
          default -> world::judged;
        });

    server.close();
    assertThat(marked(id)).isTrue();
    Path place = Campaigns.directory(server.home.directory(), id);
    ScriptedWorld.Kept kept = ScriptedWorld.Kept.of(place);
    int asked = world.generated() + world.proposed();
    int judged = world.judged();
    world.release();
    server = ServerFixture.hosting(directory, world);

    JsonNode counts = ended(id).get("trial-counts");
    assertThat(counts.get("scored")).isEqualTo(counts.get("started"));
    ScriptedWorld.Kept end = ScriptedWorld.Kept.of(place);
    assertThat(end.verdicts()).isEqualTo(counts.get("scored").intValue());
    assertThat(world.generated() + world.proposed() - asked)
        .isEqualTo(end.answers() - kept.answers());
    assertThat(world.judged() - judged).isEqualTo(end.verdicts() - kept.verdicts());
  }

  @Test
  void one_that_cannot_go_on_is_paused_and_says_why() {
    server.close();
    server =
        ServerFixture.hosting(
            directory,
            ScriptedWorld.models(
                (request, progress) -> {
                  if (request.purpose().id().equals("propose")) {
                    throw new LlmException.Refused("there is no such model", 404);
                  }
                  return world.answer(request, progress);
                }),
            Optional.of(Judge.of(world, spec -> Optional.empty())));
    String id = begun(order(16));

    await().atMost(ServerFixture.LIMIT).until(() -> !one(id).get("hosted").booleanValue());

    assertThat(one(id).get("status").stringValue()).isEqualTo("paused");
    assertThat(one(id).get("reason").stringValue()).contains("there is no such model");
  }
}
