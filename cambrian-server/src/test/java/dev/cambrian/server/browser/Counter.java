package dev.cambrian.server.browser;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.cambrian.core.artifact.ArtifactWriter;
import dev.cambrian.core.artifact.Sealing;
import dev.cambrian.core.json.Json;
import dev.cambrian.core.llm.TokenUsage;
import dev.cambrian.core.spec.Spec;
import dev.cambrian.core.spec.Specs;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** A small program that counts, rightly or not. */
final class Counter {
  private static final Spec SPEC =
      Specs.parse(
          "COUNTER-SPEC.md",
          """
          ---
          title: A counter in Python
          version: 1.0.0
          toolchain: python
          ---
          # A counter in Python

          Knows which number comes next.

          ```entry
          build: python3 -m compileall -q .
          test: python3 -m pytest -q -s
          start: python3 app.py
          health: http://127.0.0.1:8401/health
          ```
          """
              .getBytes(UTF_8));

  private static final String APP =
      """
      from http.server import BaseHTTPRequestHandler, HTTPServer


      def following(number):
          # What comes after it.
          return ANSWER


      class Handler(BaseHTTPRequestHandler):
          def do_GET(self):
              self.send_response(200 if self.path == "/health" else 404)
              self.send_header("Content-Type", "application/json")
              self.end_headers()
              self.wfile.write(b'{"ok": true}')


      if __name__ == "__main__":
          HTTPServer(("127.0.0.1", 8401), Handler).serve_forever()
      """;

  private static final String TEST =
      """
      import app


      def test_two_follows_one():
          assert app.following(1) == 2
      """;

  private static final String SLOW =
      """
      import time

      import app


      def test_two_follows_one_in_the_end():
          print(ATTACK, flush=True)
          for number in range(400):
              print("counting", number, flush=True)
              time.sleep(0.25)
          assert app.following(1) == 2
      """;

  /** Where the failing test says what it expects. */
  static final int LINE = 5;

  private Counter() {}

  /**
   * Writes it below a root and gives what spawns it.
   *
   * @param answer what comes after a number, as Python
   */
  static String written(Path root, int generation, int parent, String answer) {
    return written(root, generation, parent, answer, TEST);
  }

  /** The same with a test that prints this before it prints a number each quarter of a second. */
  static String slow(Path root, int generation, String attack) {
    return written(root, generation, 0, "number + 1", SLOW.replace("ATTACK", attack));
  }

  private static String written(Path root, int generation, int parent, String answer, String test) {
    SortedMap<String, byte[]> files = new TreeMap<>();
    files.put("app.py", APP.replace("ANSWER", answer).getBytes(UTF_8));
    files.put("test_app.py", test.getBytes(UTF_8));
    ArtifactWriter.seal(
        root.resolve("counter-" + generation),
        files,
        new Sealing(
            SPEC,
            generation,
            parent,
            "by-hand",
            TokenUsage.of(1_200, 340),
            Instant.parse("2026-03-04T11:00:00Z"),
            Optional.empty(),
            Optional.empty()));
    return Json.write(
        Json.object()
            .put("generation", generation)
            .put("artifact-path", "counter-" + generation)
            .put("spec-hash", SPEC.hash()));
  }
}
