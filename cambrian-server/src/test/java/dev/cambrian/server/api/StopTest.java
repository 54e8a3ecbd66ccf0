package dev.cambrian.server.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.cambrian.core.history.GenerationRecord;
import dev.cambrian.core.history.Outcome;
import dev.cambrian.server.home.CambrianHome;
import dev.cambrian.server.supervisor.GrownArtifact;
import dev.cambrian.server.supervisor.HomeCheck;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of running verifications, and of those who wait for them, at a stop. */
@DisplayNameGeneration(ReplaceUnderscores.class)
final class StopTest {
  @TempDir Path directory;

  private GenerationRecord left() throws IOException {
    return HomeCheck.sound(new CambrianHome(directory.resolve("home"))).getFirst();
  }

  @Test
  void a_verification_that_ends_in_time_has_its_verdict_and_whoever_waits_is_told()
      throws IOException {
    try (ServerFixture server = ServerFixture.withGrace(directory, Duration.ofSeconds(25))) {
      server.post("/spawn", server.written(GrownArtifact.of(1, "held"))).ok();
      CompletableFuture<Answer> waiting =
          CompletableFuture.supplyAsync(
              () -> server.get("/generations/1?wait=25"), Thread::startVirtualThread);
      CompletableFuture<Void> stopping =
          CompletableFuture.runAsync(server.supervisor::drain, Thread::startVirtualThread);
      await().until(() -> server.post("/spawn", ServerFixture.spawn(2, "gen-1")).status() == 503);

      assertThat(server.post("/spawn", ServerFixture.spawn(2, "gen-1")).refusal(503))
          .contains("stopping");
      assertThat(server.get("/stats").ok().json().get("status").stringValue()).isEqualTo("testing");
      assertThat(stopping).isNotDone();
      server.verifier.release();

      assertThat(stopping).succeedsWithin(Duration.ofSeconds(20));
      assertThat(waiting)
          .succeedsWithin(Duration.ofSeconds(20))
          .satisfies(it -> assertThat(it.json().get("outcome").stringValue()).isEqualTo("tested"));
      assertThat(server.post("/promote", ServerFixture.choice(1)).status()).isEqualTo(200);
    }
    assertThat(left().outcome()).isEqualTo(Outcome.PROMOTED);
  }

  @Test
  void a_verification_that_does_not_end_in_time_is_closed_as_no_fault_of_its_own()
      throws IOException {
    ServerFixture server = ServerFixture.withGrace(directory, Duration.ofMillis(100));
    server.post("/spawn", server.written(GrownArtifact.of(1, "held"))).ok();

    server.supervisor.drain();
    String outcome = server.outcome(1);
    server.close();

    assertThat(outcome).isEqualTo("failed");
    GenerationRecord record = left();
    assertThat(record.failure().orElseThrow().id()).isEqualTo("cancelled");
    assertThat(record.reason()).contains("the server was stopped before there was a verdict");
  }
}
