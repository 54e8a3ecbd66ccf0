package dev.cambrian.server.dashboard;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.cambrian.core.campaign.Campaigns;
import dev.cambrian.core.event.CampaignEvent;
import dev.cambrian.core.event.StreamId;
import dev.cambrian.core.evolution.Arm;
import dev.cambrian.core.evolution.CampaignSettings;
import dev.cambrian.core.evolution.Operator;
import dev.cambrian.core.evolution.Phase;
import dev.cambrian.core.evolution.Rules;
import dev.cambrian.core.history.CampaignRecord;
import dev.cambrian.core.history.CampaignStatus;
import dev.cambrian.core.history.EventStore.Causation;
import dev.cambrian.core.history.History;
import dev.cambrian.core.history.WriteCondition;
import dev.cambrian.core.json.Json;
import dev.cambrian.core.llm.LlmAnswer;
import dev.cambrian.core.llm.TokenUsage;
import dev.cambrian.core.spec.Spec;
import dev.cambrian.core.spec.Specs;
import dev.cambrian.core.verdict.FailureKind;
import dev.cambrian.server.campaign.ScriptedWorld;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.node.ObjectNode;

/** Campaigns that a real server runs; the model and the judge are scripted. */
@DisplayNameGeneration(ReplaceUnderscores.class)
final class CampaignsPageTest {
  @TempDir Path directory;
  private ScriptedWorld world;
  private Site server;

  @BeforeEach
  void start() throws IOException {
    world = new ScriptedWorld(Files.createDirectories(directory.resolve("world")));
    server = Site.in(world, directory);
  }

  @AfterEach
  void stop() {
    world.release();
    server.close();
  }

  private static ObjectNode order(int budget) {
    return Json.object()
        .put("spec", ScriptedWorld.spec("Small"))
        .put("file-name", "SMALL-SPEC.md")
        .put("budget", budget)
        .put("force", true)
        .put("parallel", 2)
        .put("seed", 7)
        .put("note", "to <b>see</b> it");
  }

  private void begun(ObjectNode order) {
    HttpResponse<String> answer = server.call("/campaigns", Json.write(order));
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
  }

  private CampaignRecord record() {
    return server.supervisor().history().campaign("c1").orElseThrow();
  }

  private void awaitStatus(CampaignStatus status) {
    await().atMost(Site.PATIENCE).until(() -> record().status() == status);
  }

  @Test
  void a_finished_campaign_shows_its_specs_trials_proposals_and_plan() {
    begun(order(40).put("parallel", 1));
    awaitStatus(CampaignStatus.FINISHED);
    CampaignRecord record = record();

    String page = server.page("/ui/campaigns/c1");

    assertThat(page)
        .contains("%d of 40".formatted(record.trials().scored()))
        .contains("to &lt;b&gt;see&lt;/b&gt; it")
        .contains("node 1", "P(better than base), gate 0.80", "svg class=\"curve base\"")
        .contains("Trial 1, base, search: viable")
        .contains(" accepted. Refused: ", "numbered each by itself")
        .contains("accepted as node 1", "It may help.", "href=\"/ui/campaigns/c1/proposals/1\"")
        .contains("cambrian campaign export c1 DIR")
        .doesNotContain("sse-connect", "action=\"/ui/campaigns/c1/pause\"", "<ins>");
    assertThat(server.page("/ui/campaigns/c1/proposals/1"))
        .contains("<h1>Proposal 1: refine", "<ins>It MUST answer. Proposal 1")
        .contains("It made no node.", "Refused, heading-lost: ")
        .contains("href=\"/ui/specs/%s\"".formatted(record.baseHash()));
    int accepted =
        Campaigns.find(server.supervisor().history(), "c1")
            .orElseThrow()
            .origin(1)
            .orElseThrow()
            .number();
    assertThat(server.page("/ui/campaigns/c1/proposals/" + accepted))
        .contains("accepted as <strong>node 1</strong>", "It may help.", "Trials of node 1: ");
    assertThat(page.split("class=\"dot ", -1).length - 1 - 4)
        .as("dots beside the legend's four")
        .isEqualTo(record.trials().started());
    assertThat(server.page("/ui/campaigns/c1/plan"))
        .contains("<h1>The plan beside what came</h1>", "Proposals", "about ", "unknown")
        .contains("no first try of the base")
        .contains("<td class=\"number\">%d</td>".formatted(record.proposals().asked()));
    assertThat(server.page("/ui/campaigns")).contains("/ui/campaigns/c1", "Small");
    assertThat(server.page("/ui/specs")).contains("what was changed", "refine");
  }

  @Test
  void each_kind_of_trial_has_its_shape_and_a_refused_proposal_its_reason_and_difference() {
    History history = server.supervisor().history();
    Spec spec = Specs.parse("SMALL-SPEC.md", ScriptedWorld.spec("Small").getBytes(UTF_8));
    String id =
        Campaigns.start(
            history,
            Optional.empty(),
            spec,
            new CampaignSettings(
                Arm.TREE, false, "m", "m", 7, 40, 2, 1_000, 5_000, 0, Rules.DEFAULT),
            Optional.empty());
    String answer = "<file path=\"section.md\">\n## Behaviour\n\nIt MAY <b>lie</b>.\n</file:end>\n";
    history.append(
        StreamId.campaign(id),
        WriteCondition.any(),
        Causation.of(new UUID(1, 1)),
        List.of(
            new CampaignEvent.ProposalAsked(
                id, 1, 0, Operator.REFINE, Optional.of("behaviour"), Optional.empty()),
            new CampaignEvent.ProposalAnswered(
                id,
                1,
                "command",
                "m",
                "m",
                LlmAnswer.StopReason.COMPLETE,
                TokenUsage.of(1_000, 10),
                true,
                OptionalLong.empty(),
                Duration.ofSeconds(1),
                history.put("{}".getBytes(UTF_8)),
                history.put(answer.getBytes(UTF_8))),
            new CampaignEvent.ProposalRejected(id, 1, "must-weakened", "<i>less</i> is demanded"),
            new CampaignEvent.TrialStarted(id, 1, 0, Phase.SEARCH),
            new CampaignEvent.TrialStarted(id, 2, 0, Phase.CONFIRM),
            new CampaignEvent.TrialVoided(id, 1, FailureKind.CANCELLED, "stopped")));

    String page = server.page("/ui/campaigns/" + id);

    assertThat(page)
        .contains("Trial 1, base, search: voided (cancelled)")
        .contains("Trial 2, base, confirm: under way", "class=\"dot under-way confirm\"")
        .contains("must-weakened: &lt;i&gt;less&lt;/i&gt; is demanded", ">rejected<")
        .contains("value=\"1010\" max=\"5000\"", "It does not run in this server.");
    assertThat(server.page("/ui/campaigns/%s/proposals/1".formatted(id)))
        .contains("<del>It MUST answer.</del>", "<ins>It MAY &lt;b&gt;lie&lt;/b&gt;.</ins>");
    assertThat(server.get("/ui/campaigns/%s/proposals/2".formatted(id)).statusCode())
        .isEqualTo(404);
  }

  @Test
  void a_running_one_is_paused_resumed_and_cancelled_by_its_forms() {
    world.hold("generate");
    begun(order(8).put("arm", "base"));
    await().atMost(Site.PATIENCE).until(() -> record().trials().open() > 0);
    assertThat(server.page("/ui/campaigns/c1"))
        .contains("sse-connect=\"/ui/live/campaigns/c1\"", "under way", "It runs in this server")
        .contains("action=\"/ui/campaigns/c1/pause\"", "action=\"/ui/campaigns/c1/cancel\"");

    HttpResponse<String> paused = server.pressed("/ui/campaigns/c1/pause");

    assertThat(paused.statusCode()).isEqualTo(303);
    assertThat(paused.headers().firstValue("location").orElse("")).endsWith("/ui/campaigns/c1");
    assertThat(record().status()).isEqualTo(CampaignStatus.PAUSED);
    assertThat(server.page("/ui/campaigns/c1"))
        .contains("Paused: by request, in the dashboard", "action=\"/ui/campaigns/c1/resume\"")
        .doesNotContain("action=\"/ui/campaigns/c1/pause\"");
    assertThat(server.pressed("/ui/campaigns/c1/resume").statusCode()).isEqualTo(303);
    assertThat(record().status()).isEqualTo(CampaignStatus.RUNNING);
    assertThat(server.pressed("/ui/campaigns/c1/cancel").statusCode()).isEqualTo(303);
    assertThat(server.page("/ui/campaigns/c1")).contains("Cancelled before it was decided");
    assertThat(server.pressed("/ui/campaigns/c1/pause").statusCode()).isEqualTo(409);
  }

  @Test
  void what_changes_something_is_refused_to_links_and_to_other_pages() throws Exception {
    world.hold("generate");
    begun(order(8).put("arm", "base"));

    assertThat(server.get("/ui/campaigns/c1/pause").statusCode()).isIn(404, 405);
    var foreign =
        java.net.http.HttpClient.newHttpClient()
            .send(
                java.net.http.HttpRequest.newBuilder(
                        URI.create(server.address() + "/ui/campaigns/c1/pause"))
                    .header("Origin", "http://evil.example")
                    .POST(java.net.http.HttpRequest.BodyPublishers.noBody())
                    .build(),
                HttpResponse.BodyHandlers.ofString());

    assertThat(foreign.statusCode()).isEqualTo(403);
    assertThat(record().status()).isEqualTo(CampaignStatus.RUNNING);
  }

  @Test
  void its_live_part_comes_anew_when_a_trial_ends() throws IOException {
    world.hold("generate");
    begun(order(8).put("arm", "base"));
    await().atMost(Site.PATIENCE).until(() -> record().trials().open() > 0);
    try (BufferedReader part =
        new BufferedReader(
            new InputStreamReader(
                URI.create(server.address() + "/ui/live/campaigns/c1").toURL().openStream(),
                UTF_8))) {
      assertThat(upTo(part, "0 of 8")).isTrue();

      world.release();

      assertThat(upTo(part, "8 of 8")).isTrue();
    }
  }

  private static boolean upTo(BufferedReader part, String text) throws IOException {
    String line = part.readLine();
    while (line != null && !line.contains(text)) {
      line = part.readLine();
    }
    return line != null;
  }

  @Test
  void what_there_is_not_is_a_page_that_says_so() {
    assertThat(server.page("/ui/campaigns")).contains("There is no campaign yet");
    for (String path :
        new String[] {
          "/ui/campaigns/c9",
          "/ui/campaigns/c9/plan",
          "/ui/campaigns/c9/proposals/1",
          "/ui/live/campaigns/c9",
          "/ui/campaigns/A%27"
        }) {
      assertThat(server.get(path).statusCode()).as(path).isEqualTo(404);
    }
    assertThat(server.pressed("/ui/campaigns/c9/cancel").statusCode()).isEqualTo(404);
  }
}
