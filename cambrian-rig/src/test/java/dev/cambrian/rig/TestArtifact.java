package dev.cambrian.rig;

import dev.cambrian.core.artifact.ArtifactWriter;
import dev.cambrian.core.artifact.SealedArtifact;
import dev.cambrian.core.artifact.Sealing;
import dev.cambrian.core.llm.TokenUsage;
import dev.cambrian.core.spec.Spec;
import dev.cambrian.core.spec.Specs;
import dev.cambrian.core.spec.Toolchain;
import dev.cambrian.core.verdict.Verification;
import dev.cambrian.core.verdict.VerificationListener;
import dev.cambrian.core.verdict.VerificationRequest;
import dev.cambrian.core.verdict.Verifier;
import dev.cambrian.core.verdict.ViabilityReport;
import dev.cambrian.core.verdict.ViabilityReport.ContractResult;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;

/** An artifact and its spec, written down in a few lines. */
final class TestArtifact {
  private static final AtomicInteger PORTS = new AtomicInteger(20_100);

  /** Answers GET /health and GET /echo like an honest artifact; standard library only. */
  static final String PYTHON_SERVER =
      """
      import json, os, sys
      from http.server import BaseHTTPRequestHandler, HTTPServer
      from urllib.parse import urlsplit, parse_qs

      class Handler(BaseHTTPRequestHandler):
          def do_GET(self):
              url = urlsplit(self.path)
              if url.path == '/health':
                  self.answer(200, {'ok': True, 'generation': int(os.environ['CAMBRIAN_GENERATION'])})
              elif url.path == '/echo':
                  msg = parse_qs(url.query).get('msg')
                  self.answer(*((200, {'echo': msg[0]}) if msg else (400, {'error': 'missing'})))
              else:
                  self.answer(404, {'error': 'not found'})

          def answer(self, status, value):
              body = json.dumps(value).encode()
              self.send_response(status)
              self.send_header('Content-Type', 'application/json')
              self.send_header('Content-Length', str(len(body)))
              self.end_headers()
              self.wfile.write(body)

          def log_message(self, *args):
              pass

      if __name__ == '__main__':
          HTTPServer(('127.0.0.1', int(sys.argv[1])), Handler).serve_forever()
      """;

  /** Two tests of that server's module. */
  static final String PYTHON_TESTS =
      """
      import unittest
      import server

      class ServerTest(unittest.TestCase):
          def test_has_a_handler(self):
              self.assertTrue(hasattr(server, 'Handler'))

          def test_counts(self):
              self.assertEqual(2, 1 + 1)

      if __name__ == '__main__':
          unittest.main()
      """;

  private final Toolchain toolchain;
  private boolean toolchainTold = true;
  private final int port = PORTS.incrementAndGet();
  private final TreeMap<String, byte[]> files = new TreeMap<>();
  private final List<String> contracts = new ArrayList<>();
  private final List<String> vectors = new ArrayList<>();
  private String build = "true";
  private String test = "true";
  private String start = "true";
  private String healthHost = "localhost";
  private int generation = 7;
  private TokenUsage tokens = TokenUsage.of(1200, 340);

  private TestArtifact(Toolchain toolchain) {
    this.toolchain = toolchain;
  }

  static TestArtifact of(Toolchain toolchain) {
    return new TestArtifact(toolchain);
  }

  /** Viable as it is. */
  static TestArtifact honestPython() {
    TestArtifact artifact = of(Toolchain.PYTHON);
    return artifact
        .file("server.py", PYTHON_SERVER)
        .file("tests/__init__.py", "")
        .file("tests/test_server.py", PYTHON_TESTS)
        .test("python3 -m unittest discover -v")
        .start("exec python3 server.py " + artifact.port)
        .contract(
            """
            {"name": "health", "type": "http", "method": "GET", "path": "/health",
             "expect": {"status": 200, "body": {"ok": true, "generation": "$GENERATION"}}}""");
  }

  int port() {
    return port;
  }

  TestArtifact file(String path, String content) {
    files.put(path, content.getBytes(StandardCharsets.UTF_8));
    return this;
  }

  /** Its spec leaves the toolchain to its commands. */
  TestArtifact withoutToolchain() {
    toolchainTold = false;
    return this;
  }

  TestArtifact build(String command) {
    build = command;
    return this;
  }

  TestArtifact test(String command) {
    test = command;
    return this;
  }

  TestArtifact start(String command) {
    start = command;
    return this;
  }

  TestArtifact healthHost(String host) {
    healthHost = host;
    return this;
  }

  TestArtifact generation(int number) {
    generation = number;
    return this;
  }

  TestArtifact tokens(TokenUsage usage) {
    tokens = usage;
    return this;
  }

  TestArtifact contract(String json) {
    contracts.add(json);
    return this;
  }

  TestArtifact vector(String yaml) {
    vectors.add(yaml.strip());
    return this;
  }

  Spec spec() {
    return Specs.parse("TEST-SPEC.md", specText().getBytes(StandardCharsets.UTF_8));
  }

  String specText() {
    StringBuilder text = new StringBuilder();
    text.append("---\ntitle: Test\nversion: 1.0.0\n");
    text.append(toolchainTold ? "toolchain: %s\n".formatted(toolchain.id()) : "");
    text.append("---\n# Test\n\n```entry\n");
    text.append("build: ").append(quoted(build)).append('\n');
    text.append("test: ").append(quoted(test)).append('\n');
    text.append("start: ").append(quoted(start)).append('\n');
    text.append("health: http://%s:%d/health\n".formatted(healthHost, port));
    text.append("```\n\n");
    if (!contracts.isEmpty()) {
      text.append("```contracts\n[").append(String.join(",\n", contracts)).append("]\n```\n\n");
    }
    if (vectors.isEmpty()) {
      return text.toString();
    }
    text.append("<!-- BEGIN FROZEN: acceptance-vectors -->\n\n");
    for (String vector : vectors) {
      text.append("```spec-vector\n").append(vector).append("\n```\n\n");
    }
    text.append("<!-- END FROZEN: acceptance-vectors -->\n");
    return text.toString();
  }

  private static String quoted(String yaml) {
    return "'" + yaml.replace("'", "''") + "'";
  }

  /** Writes it below the directory and says where. */
  SealedArtifact seal(Path directory) {
    return ArtifactWriter.seal(
        directory.resolve("artifact-" + port),
        files,
        Sealing.of(spec(), generation, 0, "test", tokens, Instant.parse("2026-01-02T03:04:05Z")));
  }

  /** Seals it below the directory and judges it. */
  Verification judge(Verifier verifier, Path directory) {
    return judge(verifier, seal(directory));
  }

  Verification judge(Verifier verifier, SealedArtifact sealed) {
    return verifier.verify(request(sealed), VerificationListener.NONE);
  }

  VerificationRequest request(SealedArtifact sealed) {
    return new VerificationRequest(
        "run-" + port, generation, sealed.directory(), sealed.manifest().artifactHash(), spec());
  }

  /** Judges it and gives the report; fails where there is no verdict. */
  ViabilityReport report(Verifier verifier, Path directory) {
    return report(judge(verifier, directory));
  }

  static ViabilityReport report(Verification verification) {
    return switch (verification) {
      case Verification.Judged(var report) -> report;
      case Verification.Aborted(var kind, var reason) ->
          throw new AssertionError("no verdict: " + kind + ": " + reason);
    };
  }

  static ContractResult result(Map<String, ContractResult> results, String name) {
    return Objects.requireNonNull(results.get(name), name);
  }

  /** Names of what the verifier has left in the scratch directory. */
  static List<String> leftovers(Path scratch) {
    try (var list = Files.list(scratch)) {
      return list.map(it -> it.getFileName().toString()).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
