package dev.cambrian.server.docker;

import dev.cambrian.core.artifact.ArtifactWriter;
import dev.cambrian.core.artifact.SealedArtifact;
import dev.cambrian.core.artifact.Sealing;
import dev.cambrian.core.llm.TokenUsage;
import dev.cambrian.core.spec.Spec;
import dev.cambrian.core.spec.Specs;
import dev.cambrian.core.verdict.Stage;
import dev.cambrian.core.verdict.VerificationRequest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.TreeMap;
import java.util.UUID;

/** A small Python artifact with its spec; viable as it is, and each part can be another. */
final class PythonArtifact {
  static final String SERVER =
      """
      import json, os, sys
      from http.server import BaseHTTPRequestHandler, HTTPServer

      class Handler(BaseHTTPRequestHandler):
          def do_GET(self):
              body = json.dumps({'ok': True, 'generation': int(os.environ['CAMBRIAN_GENERATION'])}).encode()
              self.send_response(200)
              self.send_header('Content-Type', 'application/json')
              self.send_header('Content-Length', str(len(body)))
              self.end_headers()
              self.wfile.write(body)

          def log_message(self, *args):
              pass

      if __name__ == '__main__':
          HTTPServer(('127.0.0.1', 8401), Handler).serve_forever()
      """;

  /** Answers at once when it is asked whether it is there, and after that not within a minute. */
  static final String STALLING =
      SERVER
          .replace("import json,", "asked = []\nimport time, json,")
          .replace("body =", "time.sleep(60 if asked else 0); asked.append(1); body =");

  private static final String TESTS =
      """
      import unittest
      import server

      class ServerTest(unittest.TestCase):
          def test_has_a_handler(self):
              self.assertTrue(hasattr(server, 'Handler'))

          def test_counts(self):
              self.assertEqual(2, 1 + 1)
      """;

  private final TreeMap<String, byte[]> files = new TreeMap<>();
  private String build = "true";
  private String test = "python3 -m unittest discover -v";
  private String start = "exec python3 server.py";

  PythonArtifact() {
    file("server.py", SERVER);
    file("tests/__init__.py", "");
    file("tests/test_server.py", TESTS);
  }

  PythonArtifact file(String path, String content) {
    files.put(path, content.getBytes(StandardCharsets.UTF_8));
    return this;
  }

  PythonArtifact build(String command) {
    build = command;
    return this;
  }

  PythonArtifact test(String command) {
    test = command;
    return this;
  }

  PythonArtifact start(String command) {
    start = command;
    return this;
  }

  /** Viable, had it not to wait a minute in one of the stages that run something. */
  static PythonArtifact stallingIn(Stage stage) {
    PythonArtifact artifact = new PythonArtifact();
    return switch (stage) {
      case MANIFEST -> artifact;
      case BUILD -> artifact.build("sleep 60");
      case TEST -> artifact.test("sleep 60");
      case START -> artifact.start("sleep 60");
      case HEALTH -> artifact.file("server.py", STALLING);
    };
  }

  /** Where something must appear in the container before a waiting artifact goes on. */
  static final String SIGN = "/workspace/go-on";

  private static final String WAITING = "until [ -e " + SIGN + " ]; do sleep 0.05; done\n";

  /** Viable once the sign is there, for which it waits in one of the stages that run something. */
  static PythonArtifact waitingIn(Stage stage) {
    PythonArtifact artifact = new PythonArtifact();
    return switch (stage) {
      case MANIFEST -> artifact;
      case BUILD -> artifact.build(WAITING);
      case TEST -> artifact.test(WAITING + artifact.test);
      case START -> artifact.start(WAITING + artifact.start);
      case HEALTH ->
          artifact.file(
              "server.py",
              SERVER
                  .replace("import json,", "asked = []\nimport time, json,")
                  .replace(
                      "body =",
                      "[time.sleep(0.05) for _ in range(180) if asked and not os.path.exists('"
                          + SIGN
                          + "')]; asked.append(1); body ="));
    };
  }

  VerificationRequest request(Path directory) {
    Spec spec = spec();
    SealedArtifact sealed =
        ArtifactWriter.seal(
            directory.resolve("artifact-" + UUID.randomUUID()),
            files,
            Sealing.of(spec, 7, 0, "none", TokenUsage.NONE, Instant.EPOCH));
    return new VerificationRequest(
        UUID.randomUUID().toString(),
        7,
        sealed.directory(),
        sealed.manifest().artifactHash(),
        spec);
  }

  private Spec spec() {
    String text =
        """
        ---
        title: Small
        version: 1.0.0
        toolchain: python
        ---
        # Small

        ```entry
        build: |-
          %s
        test: |-
          %s
        start: |-
          %s
        health: http://127.0.0.1:8401/health
        ```

        ```contracts
        [{"name": "health", "type": "http", "method": "GET", "path": "/health",
          "expect": {"status": 200, "body": {"ok": true, "generation": "$GENERATION"}}}]
        ```
        """
            .formatted(indented(build), indented(test), indented(start));
    return Specs.parse("SMALL-SPEC.md", text.getBytes(StandardCharsets.UTF_8));
  }

  private static String indented(String command) {
    return command.strip().replace("\n", "\n  ");
  }
}
