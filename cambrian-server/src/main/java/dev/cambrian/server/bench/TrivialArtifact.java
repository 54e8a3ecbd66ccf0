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
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** An artifact whose own commands do next to nothing, with its spec. */
record TrivialArtifact(Path specFile, Spec spec, SealedArtifact sealed) {
  private static final String CONTRACT =
      """
      {"name": "health-%d", "type": "http", "method": "GET", "path": "/health", "expect": {"status": 200}}""";

  static TrivialArtifact in(Path directory, Language language) throws IOException {
    return in(directory, language, 1);
  }

  /**
   * With so many contracts.
   *
   * @param checks at least 1
   */
  static TrivialArtifact in(Path directory, Language language, int checks) throws IOException {
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
        [%s]
        ```
        """
            .formatted(
                language.toolchain().id(),
                language.test(),
                language.start(),
                port,
                IntStream.range(0, checks)
                    .mapToObj(CONTRACT::formatted)
                    .collect(Collectors.joining(","))));
    Spec spec = Specs.read(specFile);
    TreeMap<String, byte[]> files = new TreeMap<>();
    files(language, port)
        .forEach((path, text) -> files.put(path, text.getBytes(StandardCharsets.UTF_8)));
    Sealing sealing = Sealing.of(spec, 1, 0, "none", TokenUsage.NONE, Instant.EPOCH);
    return new TrivialArtifact(
        specFile, spec, ArtifactWriter.seal(directory.resolve("artifact"), files, sealing));
  }

  /** Its files, as they were sealed. */
  Map<String, String> files(Language language) {
    return files(language, health().getPort());
  }

  private static Map<String, String> files(Language language, int port) {
    Map<String, String> files = new TreeMap<>();
    language
        .files()
        .forEach((path, text) -> files.put(path, text.replace("$PORT", Integer.toString(port))));
    return files;
  }

  VerificationRequest request(int run) {
    return request("bench-" + run);
  }

  /** With a run id of its own each time. */
  VerificationRequest request(String kind) {
    return new VerificationRequest(
        kind + "-" + UUID.randomUUID(),
        1,
        sealed.directory(),
        sealed.manifest().artifactHash(),
        spec);
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
