package dev.cambrian.server.bench;

import dev.cambrian.core.artifact.ArtifactWriter;
import dev.cambrian.core.artifact.SealedArtifact;
import dev.cambrian.core.artifact.Sealing;
import dev.cambrian.core.llm.TokenUsage;
import dev.cambrian.core.spec.Spec;
import dev.cambrian.core.spec.Specs;
import dev.cambrian.core.verdict.VerificationRequest;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.TreeMap;

/** An artifact whose own commands do next to nothing, with its spec. */
record TrivialArtifact(Path specFile, Spec spec, SealedArtifact sealed) {

  static TrivialArtifact in(Path directory, Language language) throws IOException {
    int port = freePort();
    Path specFile = directory.resolve("TRIVIAL-SPEC.md");
    Files.writeString(
        specFile,
        """
        ---
        title: Trivial
        version: 1.0.0
        toolchain: %s
        ---
        # Trivial

        ```entry
        build: "true"
        test: %s
        start: %s
        health: http://127.0.0.1:%d/health
        ```

        ```contracts
        [{"name": "health", "type": "http", "method": "GET", "path": "/health", "expect": {"status": 200}}]
        ```
        """
            .formatted(language.toolchain().id(), language.test(), language.start(), port));
    Spec spec = Specs.read(specFile);
    TreeMap<String, byte[]> files = new TreeMap<>();
    language
        .files()
        .forEach(
            (path, text) ->
                files.put(
                    path,
                    text.replace("$PORT", Integer.toString(port))
                        .getBytes(StandardCharsets.UTF_8)));
    Sealing sealing = Sealing.of(spec, 1, 0, "none", TokenUsage.NONE, Instant.EPOCH);
    return new TrivialArtifact(
        specFile, spec, ArtifactWriter.seal(directory.resolve("artifact"), files, sealing));
  }

  VerificationRequest request(int run) {
    return new VerificationRequest(
        "bench-" + run, 1, sealed.directory(), sealed.manifest().artifactHash(), spec);
  }

  URI health() {
    return URI.create(spec.entry().health());
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
