package dev.cambrian.server.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.github.dockerjava.api.model.Container;
import dev.cambrian.core.spec.Toolchain;
import dev.cambrian.core.verdict.Stage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@DisplayNameGeneration(ReplaceUnderscores.class)
class KilledCommandTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private static final String SPEC =
      """
      ---
      title: Slow
      version: 1.0.0
      toolchain: python
      ---
      # Slow

      ```entry
      build: BUILD
      test: TEST
      start: exec START
      health: http://127.0.0.1:8401/health
      ```

      ```contracts
      [{"name": "health", "type": "http", "method": "GET", "path": "/health", "expect": {"status": 200}}]
      ```
      """;

  @TempDir private Path directory;

  private static String spec(Stage stalling) {
    return SPEC.replace("BUILD", stalling == Stage.BUILD ? "sleep 120" : "'true'")
        .replace("TEST", stalling == Stage.TEST ? "sleep 120" : "python3 -m unittest discover -v")
        .replace("START", stalling == Stage.START ? "sleep 120" : "python3 app.py");
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "MANIFEST")
  void the_container_of_a_killed_command_ends_by_itself_and_is_removed_by_the_next(Stage stage)
      throws Exception {
    try (DockerDaemon daemon = Needs.docker(Toolchain.PYTHON)) {
      Path spec = Files.writeString(directory.resolve("SLOW-SPEC.md"), spec(stage));
      Path answer =
          Files.writeString(
              directory.resolve("answer.txt"),
              "<file path=\"app.py\">\n" + PythonArtifact.STALLING + "</file:end>\n");
      Process grow =
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "--enable-native-access=ALL-UNNAMED",
                  "-cp",
                  System.getProperty("java.class.path"),
                  "dev.cambrian.server.CambrianMain",
                  "grow",
                  spec.toString(),
                  "--runner",
                  "docker",
                  "--llm-command",
                  "cat " + answer,
                  "--home",
                  directory.resolve("home").toString())
              .redirectErrorStream(true)
              .redirectOutput(directory.resolve("grow.log").toFile())
              .start();
      String owner = Labels.owner(grow.pid());
      await()
          .atMost(PATIENCE)
          .until(
              () ->
                  Files.readString(directory.resolve("grow.log"))
                      .lines()
                      .anyMatch(
                          it ->
                              it.startsWith("generation 1: " + stage.id() + " ")
                                  && it.endsWith(" ...")));
      assertThat(isRunning(daemon, owner)).isTrue();

      grow.destroyForcibly().waitFor();

      await().atMost(PATIENCE).until(() -> !isRunning(daemon, owner));
      assertThat(of(daemon, owner)).isPresent();
      assertThat(Leftovers.remove(daemon)).isGreaterThanOrEqualTo(1);
      assertThat(of(daemon, owner)).isEmpty();
    }
  }

  private static boolean isRunning(DockerDaemon daemon, String owner) {
    return of(daemon, owner).filter(it -> "running".equals(it.getState())).isPresent();
  }

  private static Optional<Container> of(DockerDaemon daemon, String owner) {
    return daemon
        .client()
        .listContainersCmd()
        .withShowAll(true)
        .withLabelFilter(List.of(Labels.OWNER + "=" + owner))
        .exec()
        .stream()
        .findFirst();
  }
}
