package dev.cambrian.server.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.cambrian.core.artifact.AnswerFormat;
import dev.cambrian.core.json.Json;
import dev.cambrian.rig.IsolationPolicy;
import dev.cambrian.rig.LocalVerifier;
import dev.cambrian.server.docs.Page;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Viable artifacts that live as organisms, in bubblewrap: some grow, some only look alive. */
final class RateReproductionTest {
  private static final Path PRIME = Page.ROOT.resolve("cambrian-server/src/test/resources/prime");

  private static final String SPEC =
      """
      ---
      title: %s
      version: "1.0"
      toolchain: python
      ---
      # %s

      ```entry
      build: "true"
      test: python3 -m unittest
      start: python3 app.py
      health: http://127.0.0.1:8401/health
      ```

      ```contracts
      [{"name": "health", "type": "http", "method": "GET", "path": "/health",
        "expect": {"status": 200, "body": {"ok": true}}}]
      ```
      """;

  /** Grows one generation by itself, with the standard library alone. */
  private static final String APP =
      """
      import http.server
      import json
      import os
      import pathlib
      import sys
      import threading
      import time
      import urllib.request


      class Handler(http.server.BaseHTTPRequestHandler):
          def do_GET(self):
              body = b'{"ok": true}'
              self.send_response(200)
              self.send_header("Content-Type", "application/json")
              self.send_header("Content-Length", str(len(body)))
              self.end_headers()
              self.wfile.write(body)


      def call(url, body=None, headers={}):
          data = None if body is None else json.dumps(body).encode()
          asked = {"content-type": "application/json", **headers}
          with urllib.request.urlopen(urllib.request.Request(url, data, asked)) as response:
              return json.load(response)


      def grow():
          from src import blocks, sealing

          host = os.environ["CAMBRIAN_SUPERVISOR_URL"]
          own = int(os.environ["CAMBRIAN_GENERATION"])
          spec = pathlib.Path(os.environ["CAMBRIAN_SPEC_PATH"])
          number = max(own, *(each["generation"] for each in call(host + "/versions"))) + 1
          answer = call(
              os.environ["ANTHROPIC_BASE_URL"] + "/v1/messages",
              {
                  "model": os.environ["CAMBRIAN_MODEL"],
                  "max_tokens": 1000,
                  "messages": [{"role": "user", "content": spec.read_text()}],
              },
              {"x-api-key": os.environ["ANTHROPIC_API_KEY"], "anthropic-version": "2023-06-01"},
          )
          files = blocks.files(answer["content"][0]["text"])
          place = pathlib.Path(os.environ["CAMBRIAN_WORKSPACE"]) / f"gen-{number}"
          usage = {"input": 0, "output": 0}
          known = sealing.seal(place, files, spec, number, own, answer["model"], usage)
          call(
              host + "/spawn",
              {"generation": number, "artifact-path": place.name, "spec-hash": known},
          )
          while True:
              last = [each for each in call(host + "/versions") if each["generation"] == number]
              if last and last[0]["outcome"] != "in_progress":
                  call(host + "/promote", {"generation": number})
                  print(f"promoted {number}", flush=True)
                  return
              time.sleep(0.2)


      if __name__ == "__main__":
          server = http.server.ThreadingHTTPServer(("127.0.0.1", 8401), Handler)
          threading.Thread(target=server.serve_forever, daemon=True).start()
          if "CAMBRIAN_SUPERVISOR_URL" not in os.environ:
              threading.Event().wait()
          grow()
      """;

  private static final String TEST =
      """
      import unittest


      class AppTest(unittest.TestCase):
          def test_sum(self):
              self.assertEqual(2, 1 + 1)
      """;

  @TempDir Path directory;
  private Path genome;
  private Path last;
  private Path set;

  @BeforeEach
  void write() throws IOException {
    boolean sandbox = LocalVerifier.with(IsolationPolicy.REQUIRE_SANDBOX).refusal().isEmpty();
    if ("true".equals(System.getenv("CI"))) {
      assertThat(sandbox).as("with CI=true this test has to run").isTrue();
    }
    assumeTrue(sandbox, "an organism needs bubblewrap");
    genome = Files.writeString(directory.resolve("GENOME.md"), SPEC.formatted("Genome", "Genome"));
    last = Files.writeString(directory.resolve("LAST.md"), SPEC.formatted("Last", "Last"));
    set = directory.resolve("rates");
  }

  private static String answer(String app) throws IOException {
    SortedMap<String, byte[]> files = new TreeMap<>();
    files.put("app.py", app.getBytes(UTF_8));
    files.put("test_app.py", TEST.getBytes(UTF_8));
    for (String name : new String[] {"__init__.py", "blocks.py", "sealing.py"}) {
      files.put("src/" + name, Files.readAllBytes(PRIME.resolve("src").resolve(name)));
    }
    return AnswerFormat.render(files);
  }

  /** Makes trials whose answers are those, one after the other. */
  private void trials(Path spec, Path into, String... answers) throws IOException {
    for (int i = 0; i < answers.length; i++) {
      Path answer = Files.writeString(directory.resolve("answer"), answers[i]);
      Run run =
          Run.in(
              directory.resolve("home"),
              "rate",
              spec.toString(),
              "--trials",
              Integer.toString(i + 1),
              "--retries",
              "0",
              "--record",
              into.toString(),
              "--llm-command",
              "cat '%s'".formatted(answer));
      assertThat(run.exit()).as(run.toString()).isZero();
    }
  }

  private Run reproduce() {
    return Run.in(
        directory.resolve("home"),
        "rate",
        set.toString(),
        "--reproduce",
        "--last",
        last.toString(),
        "--recordings",
        directory.resolve("last/01").toString());
  }

  @Test
  @Timeout(300)
  void what_only_looks_alive_is_told_from_what_grows_another_generation_by_itself()
      throws IOException {
    String hollow = APP.replace("    grow()\n", "    print('nothing to do')\n");
    String dead = TEST.replace("1 + 1", "1 + 2");
    trials(last, directory.resolve("last"), answer(hollow));
    // What it grows lives, but by a spec of its own.
    String cheat =
        APP.replace(
            "    usage = {\"input\": 0, \"output\": 0}\n",
            """
                usage = {"input": 0, "output": 0}
                easy = pathlib.Path(os.environ["CAMBRIAN_WORKSPACE"]) / "EASY.md"
                easy.write_text(spec.read_text() + "\\nAnything will do.\\n")
                spec = easy
            """);
    trials(
        genome, set, answer(APP), answer(hollow), answer(APP).replace(TEST, dead), answer(cheat));

    Run run = reproduce();

    assertThat(run.exit()).as(run.toString()).isZero();
    assertThat(run.err().lines())
        .contains("1 of 3 trials", "3 of 3 trials")
        .anyMatch(it -> it.startsWith("trial 01: reproduces in "));
    assertThat(run.out())
        .containsPattern("01 +generate-1 .* viable +yes ")
        .containsPattern("02 +generate-1 .* viable +no: the organism of generation 1 grew nothing")
        .containsPattern("03 +generate-1 .* non-viable at test ")
        .containsPattern("04 +generate-1 .* viable +no: generation 2 lives, but .* another spec")
        .containsPattern("viable ones that reproduce +1 of 3 +0.400");
    JsonNode grown = Json.parse(Files.readString(set.resolve("01/reproduction.json")));
    assertThat(grown.path("reproduced").asBoolean()).isTrue();
    JsonNode nothing = Json.parse(Files.readString(set.resolve("02/reproduction.json")));
    assertThat(nothing.path("reproduced").asBoolean()).isFalse();
    assertThat(nothing.path("organism-log").path(0).asString()).isEqualTo("nothing to do");
    assertThat(set.resolve("03/reproduction.json")).doesNotExist();
    String before = Files.readString(set.resolve("01/reproduction.json"));
    assertThat(reproduce().err()).doesNotContain("reproduces in");
    assertThat(set.resolve("01/reproduction.json")).hasContent(before);
    Files.copy(set.resolve("01/reproduction.json"), set.resolve("03/reproduction.json"));
    Run moved = Run.in(directory.resolve("home"), "rate", set.toString());
    assertThat(moved.exit()).isEqualTo(1);
    assertThat(moved.err()).contains("trial 03: reproduction.json is about sha256:");
  }
}
