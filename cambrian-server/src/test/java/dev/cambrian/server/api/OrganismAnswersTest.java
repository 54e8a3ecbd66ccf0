package dev.cambrian.server.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.cambrian.server.organism.Organism;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeSet;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What the document says of the calls about organisms, which run as processes here. */
@DisplayNameGeneration(ReplaceUnderscores.class)
final class OrganismAnswersTest {
  @TempDir Path directory;
  private ServerFixture server;
  private ObjectNode document;

  @BeforeEach
  void start() {
    server = ServerFixture.hosting(directory);
    document = (ObjectNode) server.get("/openapi.json").ok().json();
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void every_call_answers_as_it_says() {
    server.judged(1, "viable");
    server.post("/promote", ServerFixture.choice(1)).ok();
    server.judged(2, "viable");
    String nobody = "/organisms/" + UUID.randomUUID();
    Map<String, Answer> answers = new LinkedHashMap<>();
    Answer started = started();
    String one = "/organisms/" + started.json().path("organism-id").asString();

    answers.put("post /organisms 201", started);
    answers.put("post /organisms 400", server.post("/organisms", "{}"));
    answers.put("post /organisms 404", server.post("/organisms", ServerFixture.choice(9)));
    answers.put("post /organisms 409", server.post("/organisms", ServerFixture.choice(2)));
    answers.put("get /organisms/{id} 200", server.get(one));
    answers.put("get /organisms/{id} 404", server.get(nobody));
    answers.put("get /organisms/{id}/log 200", server.get(one + "/log?tail=5"));
    answers.put("get /organisms/{id}/log 400", server.get(one + "/log?tail=x"));
    answers.put("get /organisms/{id}/log 404", server.get(nobody + "/log"));
    answers.put("post /organisms/{id}/stop 200", server.post(one + "/stop", ""));
    answers.put("post /organisms/{id}/stop 404", server.post(nobody + "/stop", ""));
    answers.put("get /organisms 200", server.get("/organisms"));

    answers.forEach(new Described(document)::agrees);
    assertThat(answers.get("get /organisms 200").json()).hasSize(1);
    var calls = new TreeSet<String>();
    answers.keySet().forEach(it -> calls.add(it.replaceFirst(" [0-9]+$", "")));
    assertThat(new Described(document).calls().stream().filter(it -> it.contains(" /organisms")))
        .containsExactlyElementsOf(calls);
  }

  /** An answer may have more than a schema requires, but nothing that it keeps silent about. */
  @Test
  void no_member_of_an_organism_is_left_undescribed() {
    server.judged(1, "viable");
    server.post("/promote", ServerFixture.choice(1)).ok();

    String id = started().json().path("organism-id").asString();
    JsonNode ended = server.post("/organisms/" + id + "/stop", "").ok().json();

    assertThat(ended.path("state").asString()).isEqualTo(Organism.of(ended).state().id());
    assertThat(document.at("/components/schemas/Organism/properties").propertyNames())
        .containsAll(ended.propertyNames())
        .contains("container-id");
  }

  private Answer started() {
    Answer answer = server.post("/organisms", ServerFixture.choice(1));
    if (answer.status() == 503) {
      assertThat(System.getenv("CI")).as(answer.text()).isNotEqualTo("true");
      assumeTrue(false, answer.text());
    }
    return answer;
  }
}
