package dev.cambrian.server.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.cambrian.core.json.Json;
import dev.cambrian.server.campaign.ScriptedWorld;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What the document says of the calls about campaigns, whose model is a fake. */
@DisplayNameGeneration(ReplaceUnderscores.class)
final class CampaignAnswersTest {
  @TempDir Path directory;
  private ScriptedWorld world;
  private ServerFixture server;
  private ObjectNode document;

  @BeforeEach
  void start() throws IOException {
    world = new ScriptedWorld(Files.createDirectory(directory.resolve("world")));
    server = ServerFixture.hosting(directory, world);
    document = (ObjectNode) server.get("/openapi.json").ok().json();
  }

  @AfterEach
  void stop() {
    world.release();
    server.close();
  }

  private static String order(String name) {
    return Json.write(
        Json.object()
            .put("spec", ScriptedWorld.spec("Small"))
            .put("file-name", "SMALL-SPEC.md")
            .put("name", name)
            .put("note", "To see it run.")
            .put("budget", 12)
            .put("force", true)
            .put("parallel", 2)
            .put("seed", 7));
  }

  private JsonNode ended(String id) {
    await()
        .atMost(ServerFixture.LIMIT)
        .until(() -> server.get("/campaigns/" + id).ok().json().has("ending"));
    return server.get("/campaigns/" + id).ok().json();
  }

  @Test
  void every_call_answers_as_it_says() {
    Map<String, Answer> answers = new LinkedHashMap<>();
    answers.put("post /campaigns 201", server.post("/campaigns", order("one")));
    answers.put("post /campaigns 400", server.post("/campaigns", "{}"));
    answers.put(
        "post /campaigns 404",
        server.post(
            "/campaigns", "{\"spec-hash\":\"sha256:%s\",\"budget\":5}".formatted("0".repeat(64))));
    answers.put("post /campaigns 409", server.post("/campaigns", order("one")));
    answers.put("post /campaigns 413", server.post("/campaigns", " ".repeat(2 << 20)));
    JsonNode whole = ended("one");
    answers.put("get /campaigns/{id} 200", server.get("/campaigns/one"));
    answers.put("get /campaigns/{id} 404", server.get("/campaigns/none"));
    world.hold("generate");
    server.post("/campaigns", order("two"));
    for (String verb : new String[] {"pause", "resume", "cancel"}) {
      String call = "post /campaigns/{id}/%s ".formatted(verb);
      answers.put(call + 200, server.post("/campaigns/two/" + verb, "{\"reason\":\"to see\"}"));
      answers.put(call + 400, server.post("/campaigns/two/" + verb, "{\"reason\":7}"));
      answers.put(call + 404, server.post("/campaigns/none/" + verb, ""));
      answers.put(call + 409, server.post("/campaigns/one/" + verb, ""));
    }
    answers.put("get /campaigns 200", server.get("/campaigns"));

    answers.forEach(new Described(document)::agrees);
    assertThat(answers.get("get /campaigns 200").json()).hasSize(2);
    var calls = new TreeSet<String>();
    answers.keySet().forEach(it -> calls.add(it.replaceFirst(" [0-9]+$", "")));
    assertThat(new Described(document).calls().stream().filter(it -> it.contains(" /campaigns")))
        .containsExactlyElementsOf(calls);
    assertThat(described("Campaign", "CampaignDetail/allOf/1")).containsAll(whole.propertyNames());
  }

  private Set<String> described(String... schemas) {
    var names = new TreeSet<String>();
    for (String schema : schemas) {
      names.addAll(document.at("/components/schemas/" + schema + "/properties").propertyNames());
    }
    return names;
  }

  @Test
  void a_server_that_replays_begins_and_resumes_none() {
    server.close();
    server = ServerFixture.hosting(directory);

    assertThat(server.post("/campaigns", order("one")).refusal(503)).contains("replay", "--llm");
    assertThat(server.get("/campaigns").ok().json()).isEmpty();
  }
}
