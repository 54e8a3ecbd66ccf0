package dev.cambrian.server.organism;

import dev.cambrian.core.artifact.ArtifactWriter;
import dev.cambrian.core.artifact.Sealing;
import dev.cambrian.core.llm.TokenUsage;
import dev.cambrian.core.spec.Spec;
import dev.cambrian.core.spec.Specs;
import dev.cambrian.core.spec.Toolchain;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.TreeMap;
import java.util.UUID;

/** A small hand-made artifact that lives, and whose parts can be others. */
final class LivingArtifact {
  /** Does {@code act()} of the module {@code deed}, then serves what the contract asks for. */
  static final String MAIN =
      """
      import json, os
      from http.server import BaseHTTPRequestHandler, HTTPServer

      class Handler(BaseHTTPRequestHandler):
          def do_GET(self):
              body = json.dumps({'ok': True, 'path': self.path, 'uid': os.getuid()}).encode()
              self.send_response(200)
              self.send_header('Content-Length', str(len(body)))
              self.end_headers()
              self.wfile.write(body)

          def log_message(self, *args):
              pass

      if __name__ == '__main__':
          import deed
          print('alive', flush=True)
          HTTPServer(('127.0.0.1', 8401), Handler).serve_forever()
      """;

  private final TreeMap<String, byte[]> files = new TreeMap<>();
  private final Toolchain toolchain;
  private String build = "true";
  private String start = "exec python3 main.py";

  private LivingArtifact(Toolchain toolchain) {
    this.toolchain = toolchain;
  }

  /** In Python, doing this first. */
  static LivingArtifact doing(String deed) {
    return new LivingArtifact(Toolchain.PYTHON).file("main.py", MAIN).file("deed.py", deed);
  }

  /** Of another toolchain. */
  static LivingArtifact of(Toolchain toolchain) {
    return new LivingArtifact(toolchain);
  }

  LivingArtifact file(String path, String content) {
    files.put(path, content.getBytes(StandardCharsets.UTF_8));
    return this;
  }

  LivingArtifact build(String command) {
    build = command;
    return this;
  }

  LivingArtifact start(String command) {
    start = command;
    return this;
  }

  /** Of generation 0. */
  StartOrder sealed(Path directory) {
    Path artifact = directory.resolve("artifact-" + UUID.randomUUID());
    ArtifactWriter.seal(
        artifact, files, Sealing.of(spec(), 0, 0, "none", TokenUsage.NONE, Instant.EPOCH));
    return StartOrder.of(0, artifact, "first-model", "second-model");
  }

  Spec spec() {
    String text =
        """
        ---
        title: Living
        version: 1.0.0
        toolchain: %s
        ---
        # Living

        ```entry
        build: |-
          %s
        test: "true"
        start: |-
          %s
        health: http://127.0.0.1:8401/health
        ```
        """
            .formatted(toolchain.id(), build, start);
    return Specs.parse("LIVING-SPEC.md", text.getBytes(StandardCharsets.UTF_8));
  }
}
