package dev.cambrian.server.serve;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cambrian.core.event.Event;
import dev.cambrian.core.history.Outcome;
import dev.cambrian.core.json.Json;
import dev.cambrian.core.llm.LlmAnswer;
import dev.cambrian.core.llm.LlmProgress;
import dev.cambrian.core.llm.LlmRequest;
import dev.cambrian.core.llm.Message;
import dev.cambrian.core.llm.Purpose;
import dev.cambrian.core.llm.RecordingClient;
import dev.cambrian.core.llm.TokenUsage;
import dev.cambrian.core.spec.Specs;
import dev.cambrian.server.git.RealGit;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;

/** What it all is for: a promoted generation runs and has offspring, and no human helps. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class ReproductionTest {
  private static final Path ECHO = Serving.root().resolve("spec/ECHO-SPEC.md");

  /** Its code starts, but does not keep its contract. */
  private static final String HOLLOW =
      """
      ---
      title: Hollow
      version: 1.0.0
      toolchain: python
      ---
      # Hollow

      Answers that it is well.

      ```entry
      build: python3 -m compileall -q .
      test: python3 -m unittest -v test_app
      start: python3 app.py
      health: http://127.0.0.1:8401/health
      ```

      ```contracts
      [{"name": "well", "type": "http", "method": "GET", "path": "/well", "expect": {"status": 200}}]
      ```
      """;

  private static final String HOLLOW_ANSWER =
      """
      <file path="app.py">
      from http.server import BaseHTTPRequestHandler, HTTPServer

      class Handler(BaseHTTPRequestHandler):
          def do_GET(self):
              self.send_response(200 if self.path == '/health' else 404)
              self.end_headers()

      if __name__ == '__main__':
          HTTPServer(('127.0.0.1', 8401), Handler).serve_forever()
      </file:end>
      <file path="test_app.py">
      import unittest

      class AppTest(unittest.TestCase):
          def test_counts(self):
              self.assertEqual(2, 1 + 1)
      </file:end>
      """;

  /** Tries what is not for it, and shows its token in two halves: whole it is kept out of logs. */
  private static final String TRESPASSER =
      """
      import asyncio, os, sys
      import aiohttp
      from aiohttp import web

      async def health(request):
          return web.json_response({"ok": True})

      async def stats(request):
          return web.json_response({"generation": int(os.environ["CAMBRIAN_GENERATION"]), "status": "idle", "uptime": 0})

      async def tried(session, path, body, **headers):
          url = os.environ["CAMBRIAN_SUPERVISOR_URL"] + path
          async with session.post(url, json=body, headers={k.replace("_", "-"): v for k, v in headers.items()}) as answer:
              print(path, body.get("generation", "-"), ",".join(headers), answer.status, flush=True)

      async def main():
          app = web.Application()
          app.router.add_get("/health", health)
          app.router.add_get("/stats", stats)
          runner = web.AppRunner(app)
          await runner.setup()
          await web.TCPSite(runner, "127.0.0.1", 8401).start()
          if "CAMBRIAN_SUPERVISOR_URL" not in os.environ:
              await asyncio.Event().wait()
          own = os.environ["ANTHROPIC_API_KEY"]
          print("token", own[:20], own[20:], flush=True)
          stolen = [line for line in open(os.environ["CAMBRIAN_SPEC_PATH"]) if line.startswith("cmb_")]
          if not stolen:
              await asyncio.Event().wait()
          other = stolen[0].strip()
          ask = {"model": os.environ["CAMBRIAN_MODEL"], "max_tokens": 9, "messages": [{"role": "user", "content": "?"}]}
          async with aiohttp.ClientSession() as session:
              for generation in 1, 2:
                  await tried(session, "/promote", {"generation": generation})
                  await tried(session, "/rollback", {"generation": generation})
              await tried(session, "/organisms", {"generation": 1})
              await tried(session, "/promote", {"generation": 1}, x_api_key=other)
              await tried(session, "/v1/messages", ask, x_api_key=other)
              await tried(session, "/v1/messages", ask)

      if __name__ == "__main__":
          sys.exit(asyncio.run(main()))
      """;

  @TempDir private Path directory;

  @ParameterizedTest
  @EnumSource(Serving.Place.class)
  @Timeout(600)
  void a_promoted_generation_grows_the_next_one_by_itself(Serving.Place place) throws Exception {
    try (Serving serving = Serving.in(place, directory, Serving.shipped())) {
      Client client = serving.client;
      client.promoted(1, new Prime());

      String id = client.start(1, ECHO);
      JsonNode organism = client.ended(id);

      String log = client.log(id);
      assertThat(organism.path("reason").asString()).as(log).isEqualTo("exited");
      assertThat(organism.path("exit-code").asInt()).as(log).isZero();
      assertThat(log.lines()).containsExactly("alive", "spawned 2 as lab-gen-2", "promoted 2");
      JsonNode offspring = client.get("/generations/2").ok();
      assertThat(offspring.path("outcome").asString()).isEqualTo("promoted");
      assertThat(offspring.path("parent").asInt()).isEqualTo(1);
      assertThat(offspring.path("viability").path("status").asString()).isEqualTo("viable");
      serving.stop();
      serving.assertNothingLeft(List.of(id));
      assertPast(serving, id, place);
    }
  }

  private static void assertPast(Serving serving, String id, Serving.Place place) throws Exception {
    assertThat(Serving.leftOf(serving.home, id)).containsExactly("log", "organism.json");
    try (Past past = new Past(serving.home)) {
      assertThat(past.records).hasSize(2).allMatch(it -> it.outcome() == Outcome.PROMOTED);
      assertThat(past.ofGeneration(2))
          .allMatch(it -> it.correlationId().equals(UUID.fromString(id)));
      assertThat(past.generation(1).correlationId()).isNotEqualTo(UUID.fromString(id));
      assertThat(past.generation(2).producerModel()).contains("replay:claude");
      assertThat(past.generation(2).specHash()).isEqualTo(Specs.read(ECHO).hash());
      assertThat(past.lineage().offspringOf(1)).containsExactly(2);
      assertThat(past.ancestors(2)).containsExactly(1);

      List<Event> life = past.ofOrganisms(1);
      assertThat(life)
          .extracting(it -> it.getClass().getSimpleName())
          .containsExactly("OrganismStarted", "LlmAnswered", "OrganismStopped");
      Event.LlmAnswered answered = Past.only(Event.LlmAnswered.class, life).getFirst();
      assertThat(answered.organismId()).contains(id);
      assertThat(answered.purpose()).isEqualTo(Purpose.GENERATE);
      assertThat(answered.ordinal()).isEqualTo(1);
      assertThat(answered.provider()).isEqualTo("replay");
      assertThat(answered.costMicroUsd()).isEqualTo(OptionalLong.of(0));
      assertThat(past.blob(answered.requestBlob())).contains("Echo server in Java");
      assertThat(past.blob(answered.answerBlob()))
          .isEqualTo(Files.readString(Serving.shipped().resolve("echo-java/generate-1.answer.md")));
      Event.OrganismStopped stopped = Past.only(Event.OrganismStopped.class, life).getFirst();
      assertThat(stopped.exitCode()).contains(0);
      assertThat(stopped.reason()).isEqualTo("exited");
      if (place == Serving.Place.CONTAINER) {
        assertThat(stopped.peakMemoryBytes().orElse(0)).isGreaterThan(1 << 20);
      }
    }
    assertThat(new RealGit(serving.home.archive()).lines("tag", "--merged", "main"))
        .containsExactly("gen-1", "gen-2");
  }

  @Test
  @Timeout(600)
  void one_whose_offspring_fails_rolls_it_back_and_is_told_that_no_retry_is_recorded()
      throws Exception {
    Path spec = Files.writeString(directory.resolve("HOLLOW-SPEC.md"), HOLLOW);
    Path recordings = recorded(Specs.read(spec).hash());
    try (Serving serving = Serving.in(Serving.Place.CONTAINER, directory, recordings)) {
      Client client = serving.client;
      client.promoted(1, new Prime());

      String id = client.start(1, spec);
      JsonNode organism = client.ended(id);

      assertThat(organism.path("exit-code").asInt()).as(client.log(id)).isEqualTo(3);
      assertThat(client.log(id).lines())
          .containsExactly(
              "alive",
              "spawned 2 as lab-gen-2",
              "rolled back 2: failed at health",
              "gave up: ModelError: 404 not_found_error: no recording answers retry 1 of the spec "
                  + Specs.read(spec).hash()
                  + "; record one with: cambrian serve --llm anthropic|openai|command|manual"
                  + " --record DIR");
      assertThat(client.get("/generations/2").ok().path("outcome").asString()).isEqualTo("failed");
      serving.stop();
      serving.assertNothingLeft(List.of(id));
      try (Past past = new Past(serving.home)) {
        assertThat(past.generation(2).parent()).isEqualTo(1);
        assertThat(past.generation(2).viable()).isEqualTo(Optional.of(false));
        assertThat(Past.only(Event.LlmAnswered.class, past.ofOrganisms(1))).hasSize(1);
      }
      assertThat(new RealGit(serving.home.archive()).lines("tag"))
          .containsExactly("gen-1", "gen-2-failed");
    }
  }

  /** A recording of the first answer alone. */
  private Path recorded(String specHash) {
    Path recordings = directory.resolve("recordings");
    var _ =
        new RecordingClient(
                (request, progress) ->
                    new LlmAnswer(
                        HOLLOW_ANSWER,
                        "manual",
                        "somebody",
                        LlmAnswer.StopReason.COMPLETE,
                        TokenUsage.NONE,
                        false,
                        Duration.ZERO),
                recordings,
                Clock.systemUTC())
            .answer(
                new LlmRequest(
                    specHash,
                    Purpose.GENERATE,
                    1,
                    "somebody",
                    "You write.",
                    List.of(Message.user("Write.")),
                    100),
                LlmProgress.NONE);
    return recordings;
  }

  @Test
  @Timeout(600)
  void an_organism_decides_about_its_own_offspring_alone_and_has_no_use_for_anothers_token()
      throws Exception {
    try (Serving serving = Serving.in(Serving.Place.CONTAINER, directory, Serving.shipped())) {
      Client client = serving.client;
      Prime trespasser = new Prime().with("src/prime.py", TRESPASSER);
      client.promoted(1, trespasser);
      trespasser.writeTo(directory.resolve("artifacts/second"), 2);
      client.spawn(2, "second", Prime.spec().hash());
      client.judged(2);
      String victim = client.start(1, ECHO);
      client.awaitLine(victim, "token ");
      String stolen = client.log(victim).replaceFirst("(?s).*token (\\S+) (\\S+).*", "$1$2");
      assertThat(stolen).matches("cmb_[A-Za-z0-9_-]{43}");
      Path knowing =
          Files.writeString(
              directory.resolve("KNOWING-SPEC.md"),
              "---\ntitle: K\nversion: \"1\"\n---\n# K\n\n" + stolen + "\n");

      String thief = client.start(1, knowing);
      JsonNode ended = client.ended(thief);

      assertThat(ended.path("exit-code").asInt()).as(client.log(thief)).isZero();
      assertThat(client.log(thief).lines().filter(it -> it.startsWith("/")))
          .containsExactly(
              "/promote 1  403",
              "/rollback 1  403",
              "/promote 2  403",
              "/rollback 2  403",
              "/organisms 1  403",
              "/promote 1 x_api_key 401",
              "/v1/messages - x_api_key 403",
              "/v1/messages -  401");
      for (String call : List.of("/promote", "/rollback")) {
        assertThat(client.post(call, Client.choice(2), "x-api-key", stolen).status())
            .isEqualTo(403);
      }
      client.post("/organisms/" + victim + "/stop", Json.object()).ok();
      assertThat(client.post("/promote", Client.choice(2), "x-api-key", stolen).status())
          .isEqualTo(401);
      assertThat(client.get("/generations/2").ok().path("outcome").asString()).isEqualTo("tested");
      serving.stop();
      serving.assertNothingLeft(List.of(victim, thief));
    }
  }
}
