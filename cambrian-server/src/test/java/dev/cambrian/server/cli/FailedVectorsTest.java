package dev.cambrian.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cambrian.core.json.Json;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** What failed has the name of its kind, so that nobody looks for it among the wrong ones. */
final class FailedVectorsTest {
  private static final String VECTOR =
      """

      <!-- BEGIN FROZEN: acceptance-vectors -->

      ```spec-vector
      name: nobody-is-there
      type: http
      method: GET
      path: /nobody
      expect: {status: 404}
      ```

      <!-- END FROZEN: acceptance-vectors -->
      """;

  @TempDir private Path directory;

  @Test
  void contracts_and_spec_vectors_are_told_apart() throws IOException {
    String port = freePort();
    Path spec = write("HEALTH.md", HealthSpec.SPEC.replace("PORT", port) + VECTOR);
    Path answer =
        write("answer", HealthSpec.APP.replace("PORT", port) + HealthSpec.TEST.formatted(1));

    Run run =
        Run.in(
            directory.resolve("home"),
            "grow",
            spec.toString(),
            "--unsafe-no-sandbox",
            "--json",
            "--max-retries",
            "0",
            "--llm-command",
            "cat " + answer);

    JsonNode result = Json.parse(run.out().lines().toList().getLast());
    assertThat(result.path("failure-stage").asString()).isEqualTo("health");
    assertThat(result.path("failed-contracts").isEmpty()).isTrue();
    assertThat(result.path("failed-vectors").valueStream().map(JsonNode::asString))
        .containsExactly("nobody-is-there");
    assertThat(result.path("summary").asString())
        .isEqualTo("generation 1: non-viable at health; failed spec vector: nobody-is-there");
  }

  private Path write(String name, String text) throws IOException {
    return Files.writeString(directory.resolve(name), text);
  }

  private static String freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return Integer.toString(socket.getLocalPort());
    }
  }
}
