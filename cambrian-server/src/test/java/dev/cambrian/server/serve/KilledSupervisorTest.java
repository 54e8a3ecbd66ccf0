package dev.cambrian.server.serve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.cambrian.core.artifact.ArtifactWriter;
import dev.cambrian.core.artifact.Sealing;
import dev.cambrian.core.event.Event;
import dev.cambrian.core.history.GenerationRecord;
import dev.cambrian.core.history.History;
import dev.cambrian.core.history.Outcome;
import dev.cambrian.core.llm.TokenUsage;
import dev.cambrian.core.spec.Spec;
import dev.cambrian.core.spec.Specs;
import dev.cambrian.core.spec.Toolchain;
import dev.cambrian.core.verdict.FailureKind;
import dev.cambrian.server.docker.DockerDaemon;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;

/** What becomes of what ran when the server was killed with a signal that it cannot catch. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class KilledSupervisorTest {
  private static final Path ECHO = Serving.root().resolve("spec/ECHO-SPEC.md");

  /** Takes its time to build. */
  private static final Spec SLOW =
      Specs.parse(
          "SLOW-SPEC.md",
          """
          ---
          title: Slow
          version: 1.0.0
          toolchain: python
          ---
          # Slow

          ```entry
          build: sleep 8
          test: python3 -m unittest -v test_app
          start: exec python3 app.py
          health: http://127.0.0.1:8401/health
          ```
          """
              .getBytes(StandardCharsets.UTF_8));

  private static final String APP =
      """
      from http.server import BaseHTTPRequestHandler, HTTPServer

      class Handler(BaseHTTPRequestHandler):
          def do_GET(self):
              self.send_response(200)
              self.end_headers()

      if __name__ == '__main__':
          HTTPServer(('127.0.0.1', 8401), Handler).serve_forever()
      """;

  private static final String TEST =
      """
      import unittest

      class AppTest(unittest.TestCase):
          def test_counts(self):
              self.assertEqual(2, 1 + 1)
      """;

  /** Where a verification was, and what is said of one that is gone. */
  enum Runner {
    PROCESS(FailureKind.CRASHED),
    DOCKER(FailureKind.DAEMON_GONE);

    private final FailureKind gone;

    Runner(FailureKind gone) {
      this.gone = gone;
    }

    String id() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  @TempDir private Path directory;

  @Test
  @Timeout(600)
  void the_next_one_adopts_the_organism_and_the_verification_of_its_offspring() throws Exception {
    try (DockerDaemon daemon = Serving.daemon(Toolchain.values())) {
      String id;
      try (ServeProcess killed = ServeProcess.start(directory, "--runner", "docker")) {
        killed.client.promoted(1, new Prime());
        id = killed.client.start(1, ECHO);
        killed.client.awaitLine(id, "spawned 2");
        awaitStage(2);
        killed.kill();
      }
      assertThat(Serving.containers(daemon, List.of(id))).hasSize(2);

      try (ServeProcess next = ServeProcess.start(directory, "--runner", "docker")) {
        JsonNode organism = next.client.ended(id);

        String log = next.client.log(id);
        assertThat(organism.path("reason").asString()).as(log).isEqualTo("exited");
        assertThat(organism.path("exit-code").asInt()).as(log).isZero();
        assertThat(log).endsWith("promoted 2\n");
        next.stop();
      }

      assertThat(Serving.containers(daemon, List.of(id))).isEmpty();
      assertThat(ServeProcess.home(directory).directory().resolve("runs")).isEmptyDirectory();
      assertThat(Serving.leftOf(ServeProcess.home(directory), id))
          .containsExactly("log", "organism.json");
      try (Past past = new Past(ServeProcess.home(directory))) {
        assertThat(past.records).hasSize(2).allMatch(it -> it.outcome() == Outcome.PROMOTED);
        assertThat(past.ofGeneration(2, Event.VerificationStarted.class)).hasSize(1);
        assertThat(past.ofGeneration(2, Event.VerificationAborted.class)).isEmpty();
        assertThat(past.ofGeneration(2, Event.StageFinished.class))
            .extracting(Event.StageFinished::stage)
            .doesNotHaveDuplicates();
        assertThat(past.generation(2).parent()).isEqualTo(1);
        assertThat(past.ofOrganisms(1))
            .extracting(it -> it.getClass().getSimpleName())
            .containsExactly("OrganismStarted", "LlmAnswered", "OrganismStopped");
      }
    }
  }

  /** Waits until its first stage is an event. */
  private void awaitStage(int generation) {
    await().atMost(Client.PATIENCE).until(() -> stages(generation) > 0);
  }

  private int stages(int generation) throws SQLException {
    Path file = ServeProcess.home(directory).history();
    try (var connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        var statement = connection.createStatement();
        var rows =
            statement.executeQuery(
                "SELECT count(*) FROM event WHERE stream = 'generation/%d' AND type = 'stage.finished'"
                    .formatted(generation))) {
      return rows.getInt(1);
    }
  }

  @ParameterizedTest
  @EnumSource
  @Timeout(600)
  void a_verification_that_is_gone_is_done_again(Runner runner) throws Exception {
    killed(runner);

    try (ServeProcess next = ServeProcess.start(directory, "--runner", runner.id())) {
      assertThat(next.client.judged(1).path("outcome").asString())
          .as(next.log())
          .isEqualTo("tested");
      next.stop();
    }

    try (Past past = new Past(ServeProcess.home(directory))) {
      assertThat(past.generation(1).viable()).contains(true);
      assertThat(past.ofGeneration(1, Event.VerificationStarted.class)).hasSize(2);
      assertThat(past.ofGeneration(1, Event.VerificationAborted.class))
          .extracting(Event.VerificationAborted::kind)
          .containsExactly(runner.gone);
    }
  }

  @ParameterizedTest
  @EnumSource
  @Timeout(600)
  void a_verification_that_is_gone_is_closed_as_our_failure_where_nothing_is_tried_again(
      Runner runner) throws Exception {
    killed(runner);

    try (ServeProcess next =
        ServeProcess.start(directory, "--runner", runner.id(), "--infrastructure-retries", "0")) {
      assertThat(next.client.judged(1).path("outcome").asString())
          .as(next.log())
          .isEqualTo("failed");
      next.stop();
    }

    try (Past past = new Past(ServeProcess.home(directory))) {
      GenerationRecord record = past.generation(1);
      assertThat(record.failure()).contains(runner.gone);
      assertThat(runner.gone.failureClass()).isEqualTo(FailureKind.FailureClass.INFRASTRUCTURE);
      assertThat(record.viable()).isEmpty();
      assertThat(past.ofGeneration(1, Event.VerificationStarted.class)).hasSize(1);
    }
  }

  /** Has a server killed in the midst of a verification, of which nothing is left then. */
  private void killed(Runner runner) throws Exception {
    if (runner == Runner.DOCKER) {
      Serving.daemon(Toolchain.PYTHON).close();
    }
    try (ServeProcess killed = ServeProcess.start(directory, "--runner", runner.id())) {
      var files = new TreeMap<String, byte[]>();
      files.put("app.py", APP.getBytes(StandardCharsets.UTF_8));
      files.put("test_app.py", TEST.getBytes(StandardCharsets.UTF_8));
      ArtifactWriter.seal(
          ServeProcess.artifacts(directory).resolve("slow"),
          files,
          Sealing.of(SLOW, 1, 0, "nobody", TokenUsage.NONE, Instant.EPOCH));
      killed.client.spawn(1, "slow", SLOW.hash());
      awaitStage(1);
      killed.kill();
    }
    if (runner == Runner.DOCKER) {
      try (DockerDaemon daemon = Serving.daemon(Toolchain.PYTHON);
          History history = History.open(ServeProcess.home(directory).history())) {
        String growth = history.generation(1).orElseThrow().correlationId().toString();
        List<String> names = Serving.containers(daemon, List.of(growth));
        assertThat(names).hasSize(1);
        daemon.ask(
            it -> it.removeContainerCmd(names.getFirst().substring(1)).withForce(true).exec());
      }
    }
  }
}
