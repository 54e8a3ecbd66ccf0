package dev.cambrian.server.api;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cambrian.core.json.Json;
import dev.cambrian.core.spec.Spec;
import dev.cambrian.core.spec.Specs;
import dev.cambrian.server.campaign.ScriptedWorld;
import dev.cambrian.server.supervisor.Judge;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a server does not take for a campaign, over real HTTP; the model and the judge are fakes.
 */
@DisplayNameGeneration(ReplaceUnderscores.class)
final class CampaignRefusalsTest {
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

  @Test
  void a_budget_that_could_find_nothing_is_refused_with_what_it_takes() {
    ObjectNode order = order(20);
    order.remove("force");

    assertThat(server.post("/campaigns", Json.write(order)).refusal(400))
        .isEqualTo(
            "20 trials are too few: with a base rate of 0.50 it takes 50 to find even a mutant that nearly always lives; with \"force\": true it begins all the same");
    assertThat(server.get("/campaigns").ok().json()).isEmpty();
    assertThat(server.post("/campaigns", Json.write(order.put("arm", "base"))).status())
        .isEqualTo(201);
  }

  @Test
  void a_spec_that_cannot_be_judged_here_begins_no_campaign() {
    server.close();
    server =
        ServerFixture.hosting(
            directory,
            world.models(),
            Optional.of(Judge.of(world, spec -> Optional.of("build the image first"))));

    assertThat(server.post("/campaigns", Json.write(order(4))).refusal(503))
        .isEqualTo("build the image first");
    assertThat(server.get("/campaigns").ok().json()).isEmpty();
  }

  @Test
  void no_more_run_at_once_than_the_server_bears() {
    world.hold("generate");
    for (int number = 1; number <= 16; number++) {
      assertThat(server.post("/campaigns", Json.write(order(4).put("parallel", 1))).status())
          .isEqualTo(201);
    }

    assertThat(server.post("/campaigns", Json.write(order(4))).refusal(409)).contains("16");
    assertThat(server.get("/campaigns").ok().json()).hasSize(16);
  }

  /** Of an order: a member, its value as JSON, and what the refusal names. */
  private static final String MALFORMED =
      """
      budget            | null         | $.budget
      budget            | "7"          | $.budget
      budget            | 7.0          | $.budget
      budget            | 0            | $.budget
      budget            | 100001       | $.budget
      budget            | 1e999999999  | $.budget
      parallel          | 65           | $.parallel
      parallel          | 0            | $.parallel
      arm               | "branch"     | $.arm
      aa                | "true"       | $.aa
      aa                | 1            | $.aa
      gate              | 0.5          | $.gate
      gate              | 1            | $.gate
      gate              | "0.8"        | $.gate
      seed              | 0.5          | $.seed
      seed              | 9223372036854775808 | $.seed
      model             | " "          | $.model
      proposer-model    | 7            | $.proposer-model
      name              | "Upper"      | $.name
      name              | "../x"       | $.name
      note              | ""           | $.note
      note              | "\\ud800"    | $.note
      max-output-tokens | 0            | $.max-output-tokens
      max-output-tokens | 10000001     | $.max-output-tokens
      token-budget      | -1           | $.token-budget
      usd-budget        | "1"          | $.usd-budget
      usd-budget        | -1           | $.usd-budget
      usd-budget        | 1e-999999999 | $.usd-budget
      usd-budget        | 1e999999999  | $.usd-budget
      spec              | ""           | $.spec
      spec              | 7            | $.spec
      spec              | "\\ud800"    | $.spec
      spec              | "---\\ntoolchain: cobol\\n---\\n# X\\n" | SMALL-SPEC.md
      spec-hash         | "sha256:0"   | $.spec
      file-name         | "../SPEC.md" | file-name
      file-name         | "a\\nb"      | file-name
      """;

  @Test
  void what_is_malformed_is_refused_in_one_line_that_names_it() {
    for (String row : MALFORMED.lines().toList()) {
      String[] cells = row.strip().split(" +\\| +", 3);
      ObjectNode order = order(4);
      order.remove(cells[0]);
      String body = Json.write(order).replaceFirst("}$", "");

      String refusal =
          server
              .post("/campaigns", "%s,\"%s\":%s}".formatted(body, cells[0], cells[1]))
              .refusal(400);

      assertThat(refusal).as(row).contains(cells[2]).hasSizeLessThan(300);
    }
    assertThat(server.get("/campaigns").ok().json()).isEmpty();
  }

  @Test
  void an_order_needs_exactly_one_spec_and_a_budget() {
    assertThat(server.post("/campaigns", "{\"budget\":4}").refusal(400)).contains("$.spec");
    ObjectNode both = order(4);
    both.remove("file-name");
    assertThat(
            server.post("/campaigns", Json.write(both.put("spec-hash", SPEC.hash()))).refusal(400))
        .contains("either");
    ObjectNode without = order(4);
    without.remove("budget");
    assertThat(server.post("/campaigns", Json.write(without)).refusal(400)).contains("$.budget");
    assertThat(server.post("/campaigns", "").refusal(400)).contains("no body");
    assertThat(server.post("/campaigns", "[]").refusal(400)).contains("object");
  }

  @ParameterizedTest
  @CsvSource({"none", "C1", "..%2Fx", "%22%0A"})
  void an_unknown_campaign_is_told_in_one_line(String id) {
    assertThat(server.get("/campaigns/" + id).status()).isIn(400, 404);
    assertThat(server.post("/campaigns/%s/pause".formatted(id), "").status()).isIn(400, 404);
    assertThat(server.post("/campaigns/none/resume", "{}").refusal(404))
        .isEqualTo("there is no campaign \"none\"");
  }
}
