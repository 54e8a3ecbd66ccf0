package dev.cambrian.server.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.cambrian.core.json.Json;
import dev.cambrian.server.docs.Page;
import dev.cambrian.server.git.GitArchive;
import dev.cambrian.server.supervisor.GrownArtifact;
import dev.cambrian.server.view.EntryJson;
import dev.cambrian.server.view.HistoryView;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What becomes of a generation that somebody hands in. */
@DisplayNameGeneration(ReplaceUnderscores.class)
final class LifeTest {
  @TempDir Path directory;
  private ServerFixture server;

  @BeforeEach
  void start() {
    server = ServerFixture.in(directory);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void a_viable_artifact_is_tested_and_promoted() {
    Answer spawned =
        server.post("/spawn", server.written(GrownArtifact.of(1, "viable").withParent(0))).ok();
    JsonNode tested = server.awaited(1);
    Answer promoted = server.post("/promote", ServerFixture.choice(1)).ok();

    assertThat(spawned.text())
        .isEqualTo("{\"ok\":true,\"container-id\":\"lab-gen-1\",\"generation\":1}\n");
    assertThat(tested.get("outcome").stringValue()).isEqualTo("tested");
    assertThat(tested.get("viability").get("status").stringValue()).isEqualTo("viable");
    assertThat(tested.get("isolation").stringValue()).isEqualTo("fake");
    assertThat(promoted.text()).isEqualTo("{\"ok\":true,\"generation\":1}\n");
    assertThat(server.outcome(1)).isEqualTo("promoted");
    GitArchive.Refs refs = server.supervisor.archive().refs();
    assertThat(refs.branches()).isEmpty();
    assertThat(refs.promoted()).containsExactly(1);
  }

  @Test
  void a_tested_generation_has_a_branch_until_it_is_closed() {
    server.judged(1, "viable");

    assertThat(server.supervisor.archive().refs().branches()).containsExactly(1);
  }

  @Test
  void promoting_a_non_viable_generation_is_refused_and_rolling_it_back_fails_it() {
    server.judged(1, "non-viable");

    String error = server.post("/promote", ServerFixture.choice(1)).refusal(409);
    server.post("/rollback", ServerFixture.choice(1)).ok();

    assertThat(error)
        .isEqualTo(
            "generation 1 is non-viable at test, and only a viable generation is promoted: roll it back");
    assertThat(server.outcome(1)).isEqualTo("failed");
    GitArchive.Refs refs = server.supervisor.archive().refs();
    assertThat(refs.branches()).isEmpty();
    assertThat(refs.failed()).containsExactly(1);
  }

  @Test
  void a_number_is_given_once() {
    server.judged(1, "viable");

    String error = server.post("/spawn", ServerFixture.spawn(1, "gen-1")).refusal(409);

    assertThat(error).isEqualTo("there is a generation 1 already; take the next number");
    assertThat(server.outcome(1)).isEqualTo("tested");
  }

  @Test
  void a_number_is_given_once_while_it_is_judged() {
    server.post("/spawn", server.written(GrownArtifact.of(1, "held"))).ok();

    server.post("/spawn", ServerFixture.spawn(1, "gen-1")).refusal(409);
  }

  @Test
  void what_is_promoted_cannot_be_rolled_back() {
    server.judged(1, "viable");
    server.post("/promote", ServerFixture.choice(1)).ok();

    String error = server.post("/rollback", ServerFixture.choice(1)).refusal(409);

    assertThat(error).isEqualTo("generation 1 is promoted, which is final");
  }

  @Test
  void what_is_rolled_back_cannot_be_promoted() {
    server.judged(1, "viable");
    server.post("/rollback", ServerFixture.choice(1)).ok();

    server.post("/promote", ServerFixture.choice(1)).refusal(409);
  }

  @Test
  void what_is_in_progress_cannot_be_promoted() {
    server.post("/spawn", server.written(GrownArtifact.of(1, "held"))).ok();

    String error = server.post("/promote", ServerFixture.choice(1)).refusal(409);

    assertThat(error).isEqualTo("generation 1 has no verdict yet: wait for it before promoting");
  }

  @Test
  void rolling_back_ends_a_running_verification() {
    server.post("/spawn", server.written(GrownArtifact.of(1, "held"))).ok();

    server.post("/rollback", ServerFixture.choice(1)).ok();

    JsonNode record = server.get("/generations/1").json();
    assertThat(record.get("outcome").stringValue()).isEqualTo("failed");
    assertThat(record.get("failure").stringValue()).isEqualTo("cancelled");
    assertThat(record.get("reason").stringValue())
        .isEqualTo("rolled back before there was a verdict");
    assertThat(server.supervisor.archive().refs().failed()).containsExactly(1);
  }

  @Test
  void promoting_twice_and_rolling_back_twice_change_nothing() {
    server.judged(1, "viable");
    server.judged(2, "viable");
    server.post("/promote", ServerFixture.choice(1)).ok();
    server.post("/rollback", ServerFixture.choice(2)).ok();
    long head = server.supervisor.events().head();

    server.post("/promote", ServerFixture.choice(1)).ok();
    server.post("/rollback", ServerFixture.choice(2)).ok();

    assertThat(server.supervisor.history().headPosition()).isEqualTo(head);
  }

  @Test
  void an_unknown_generation_is_neither_promoted_nor_rolled_back() {
    server.post("/promote", ServerFixture.choice(9)).refusal(404);
    server.post("/rollback", ServerFixture.choice(9)).refusal(404);
    server.get("/generations/9?wait=5").refusal(404);
  }

  @Test
  void a_verification_without_a_verdict_fails_the_generation_as_no_fault_of_its_own() {
    JsonNode record = server.judged(1, "abort");

    assertThat(record.get("outcome").stringValue()).isEqualTo("failed");
    assertThat(record.get("failure").stringValue()).isEqualTo("rig-crashed");
    assertThat(record.has("viability")).isFalse();
  }

  @Test
  void the_parent_is_the_one_that_the_manifest_names() {
    server.judged(1, "viable");
    server.judged(2, "viable");
    JsonNode third = server.judged(GrownArtifact.of(3, "viable").withParent(1));

    assertThat(third.get("parent").intValue()).isEqualTo(1);
  }

  @Test
  void waiting_ends_when_there_is_a_verdict() {
    server.post("/spawn", server.written(GrownArtifact.of(1, "held"))).ok();
    CompletableFuture<Answer> waiting =
        CompletableFuture.supplyAsync(
            () -> server.get("/generations/1?wait=25"), Thread::startVirtualThread);

    server.verifier.release();

    assertThat(waiting)
        .succeedsWithin(Duration.ofSeconds(20))
        .satisfies(it -> assertThat(it.json().get("outcome").stringValue()).isEqualTo("tested"));
  }

  @Test
  void one_generation_is_told_with_all_that_show_tells_of_it() throws IOException {
    server.judged(1, "viable");
    server.post("/promote", ServerFixture.choice(1)).ok();
    server.judged(2, "non-viable");
    server.post("/rollback", ServerFixture.choice(2)).ok();
    Schema schema =
        SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
            .getSchema(
                Json.parse(
                    Files.readString(Page.ROOT.resolve("schemas/generation-record.schema.json"))));

    for (int generation = 1; generation <= 2; generation++) {
      JsonNode answer = server.get("/generations/" + generation).ok().json();
      ObjectNode shown = Json.object();
      EntryJson.add(
          new HistoryView(server.supervisor.history()).detail(generation).orElseThrow().entry(),
          shown);

      assertThat(shown.propertyNames()).contains("attempt", "model", "viable", "duration-ms");
      shown
          .properties()
          .forEach(
              it ->
                  assertThat(answer.get(it.getKey()))
                      .as(it.getKey())
                      .isEqualTo(Json.parse(Json.write(it.getValue()))));
      assertThat(answer.get("files")).isNotEmpty();
      assertThat(schema.validate(answer)).isEmpty();
    }
    JsonNode failed = server.get("/generations/2").json();
    assertThat(failed.get("failure-stage").stringValue()).isEqualTo("test");
    assertThat(failed.get("failure").stringValue()).isEqualTo("non-viable");
  }

  @Test
  void waiting_ends_when_its_time_is_over() {
    server.post("/spawn", server.written(GrownArtifact.of(1, "held"))).ok();

    Answer answer = server.get("/generations/1?wait=1").ok();

    assertThat(answer.json().get("outcome").stringValue()).isEqualTo("in_progress");
  }

  @Test
  void stats_tell_the_highest_closed_generation_and_what_goes_on() {
    JsonNode before = server.get("/stats").ok().json();
    server.judged(1, "viable");
    server.judged(2, "non-viable");
    server.post("/promote", ServerFixture.choice(1)).ok();
    server.post("/spawn", server.written(GrownArtifact.of(3, "held"))).ok();
    JsonNode during = server.get("/stats").ok().json();
    server.post("/rollback", ServerFixture.choice(2)).ok();
    server.verifier.release();
    server.awaited(3);

    assertThat(before.propertyNames()).containsExactly("generation", "status", "uptime");
    assertThat(before.get("generation").intValue()).isZero();
    assertThat(before.get("status").stringValue()).isEqualTo("idle");
    assertThat(during.get("generation").intValue()).isEqualTo(1);
    assertThat(during.get("status").stringValue()).isEqualTo("testing");
    assertThat(server.get("/stats").json().get("generation").intValue()).isEqualTo(2);
  }

  @Test
  void its_code_and_how_it_differs_are_served_as_plain_text() {
    server.judged(1, "viable");
    server.judged(2, "non-viable");

    Answer file = server.get("/generations/1/files/lib/util.py").ok();
    Answer manifest = server.get("/generations/1/files/manifest.json").ok();
    Answer difference = server.get("/generations/1/diff/2").ok();

    assertThat(file.text()).isEqualTo("# <b>the same in all</b>\n");
    assertThat(file.header("content-type")).startsWith("text/plain");
    assertThat(file.header("x-content-type-options")).isEqualTo("nosniff");
    assertThat(manifest.json().get("generation").intValue()).isEqualTo(1);
    assertThat(difference.text())
        .contains("-print(1)\n", "+print(2)\n")
        .doesNotContain("lib/util.py");
    assertThat(server.get("/generations/1/files/none.py").refusal(404))
        .isEqualTo("generation 1 has no file \"none.py\"");
    server.get("/generations/7/files/app.py").refusal(404);
    server.get("/generations/1/diff/7").refusal(404);
  }

  @Test
  void it_tells_its_health_and_its_figures() {
    server.judged(1, "viable");

    assertThat(server.get("/healthz").ok().text()).isEqualTo("{\"ok\":true}\n");
    assertThat(server.get("/metrics").ok().text())
        .contains("# TYPE cambrian_generation_highest gauge\ncambrian_generation_highest 1\n");
  }

  @Test
  void what_was_answered_is_there_after_a_restart() {
    server.judged(1, "viable");
    server.post("/promote", ServerFixture.choice(1)).ok();
    byte[] before = server.get("/versions").body();
    server.close();
    server = ServerFixture.in(directory);

    assertThat(server.get("/versions").body()).isEqualTo(before);
    assertThat(server.get("/stats").json().get("generation").intValue()).isEqualTo(1);
  }
}
