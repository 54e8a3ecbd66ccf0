package dev.cambrian.server.dashboard;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.cambrian.core.history.CampaignRecord;
import dev.cambrian.core.history.CampaignStatus;
import dev.cambrian.core.json.Json;
import dev.cambrian.server.campaign.ScriptedWorld;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Path;
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
  private JudgingFixture server;

  @BeforeEach
  void start() throws IOException {
    server = new JudgingFixture(directory);
  }

  @AfterEach
  void stop() {
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
    HttpResponse<String> answer = server.post("/campaigns", Json.write(order));
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
  }

  private CampaignRecord record() {
    return server.supervisor().history().campaign("c1").orElseThrow();
  }

  private void awaitStatus(CampaignStatus status) {
    await().atMost(JudgingFixture.LIMIT).until(() -> record().status() == status);
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
        .contains("Trial 1, base, exploration: viable", "confirmation: ")
        .contains("accepted as node 1", "It may help.", "<ins>It MUST answer. Proposal 1")
        .contains("cambrian campaign export c1 DIR")
        .doesNotContain("sse-connect", "action=\"/ui/campaigns/c1/pause\"");
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
  void a_running_one_is_paused_resumed_and_cancelled_by_its_forms() {
    server.world.hold("generate");
    begun(order(8).put("arm", "base"));
    await().atMost(JudgingFixture.LIMIT).until(() -> record().trials().open() > 0);
    assertThat(server.page("/ui/campaigns/c1"))
        .contains("sse-connect=\"/ui/live/campaigns/c1\"", "under way", "It runs in this server")
        .contains("action=\"/ui/campaigns/c1/pause\"", "action=\"/ui/campaigns/c1/cancel\"");

    HttpResponse<String> paused = server.posted("/ui/campaigns/c1/pause");

    assertThat(paused.statusCode()).isEqualTo(303);
    assertThat(paused.headers().firstValue("location").orElse("")).endsWith("/ui/campaigns/c1");
    assertThat(record().status()).isEqualTo(CampaignStatus.PAUSED);
    assertThat(server.page("/ui/campaigns/c1"))
        .contains("Paused: by request, in the dashboard", "action=\"/ui/campaigns/c1/resume\"")
        .doesNotContain("action=\"/ui/campaigns/c1/pause\"");
    assertThat(server.posted("/ui/campaigns/c1/resume").statusCode()).isEqualTo(303);
    assertThat(record().status()).isEqualTo(CampaignStatus.RUNNING);
    assertThat(server.posted("/ui/campaigns/c1/cancel").statusCode()).isEqualTo(303);
    assertThat(server.page("/ui/campaigns/c1")).contains("Cancelled before it was decided");
    assertThat(server.posted("/ui/campaigns/c1/pause").statusCode()).isEqualTo(409);
  }

  @Test
  void what_changes_something_is_refused_to_links_and_to_other_pages() throws Exception {
    server.world.hold("generate");
    begun(order(8).put("arm", "base"));

    assertThat(server.get("/ui/campaigns/c1/pause").statusCode()).isIn(404, 405);
    var foreign =
        java.net.http.HttpClient.newHttpClient()
            .send(
                java.net.http.HttpRequest.newBuilder(
                        URI.create(server.hosting.address() + "/ui/campaigns/c1/pause"))
                    .header("Origin", "http://evil.example")
                    .POST(java.net.http.HttpRequest.BodyPublishers.noBody())
                    .build(),
                HttpResponse.BodyHandlers.ofString());

    assertThat(foreign.statusCode()).isEqualTo(403);
    assertThat(record().status()).isEqualTo(CampaignStatus.RUNNING);
  }

  @Test
  void its_live_part_comes_anew_when_a_trial_ends() throws IOException {
    server.world.hold("generate");
    begun(order(8).put("arm", "base"));
    await().atMost(JudgingFixture.LIMIT).until(() -> record().trials().open() > 0);
    try (BufferedReader part =
        new BufferedReader(
            new InputStreamReader(
                URI.create(server.hosting.address() + "/ui/live/campaigns/c1").toURL().openStream(),
                UTF_8))) {
      assertThat(upTo(part, "0 of 8")).isTrue();

      server.world.release();

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
          "/ui/campaigns/c9", "/ui/campaigns/c9/plan", "/ui/live/campaigns/c9", "/ui/campaigns/A%27"
        }) {
      assertThat(server.get(path).statusCode()).as(path).isEqualTo(404);
    }
    assertThat(server.posted("/ui/campaigns/c9/cancel").statusCode()).isEqualTo(404);
  }
}
