package dev.cambrian.rig;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.cambrian.core.verdict.Stage;
import dev.cambrian.core.verdict.Verification;
import dev.cambrian.core.verdict.VerificationListener;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Verifications without a network of their own, on one port. */
@Timeout(120)
class PortTurnTest {
  private static final Duration SHORT = Duration.ofMillis(300);

  @TempDir Path directory;

  private PortTurn take(Duration patience) throws InterruptedException {
    return PortTurn.take(20_001, directory, patience);
  }

  @Test
  void two_programs_that_judge_at_once_take_turns() throws Exception {
    Needs.python();
    Path go = directory.resolve("go");
    TestArtifact artifact =
        TestArtifact.honestPython()
            .file("slow.py", slowUntil(go))
            .contract(
                """
                {"name": "slow", "type": "http", "method": "GET", "path": "/slow",
                 "expect": {"status": 404}}""");
    artifact.start("exec python3 slow.py " + artifact.port());
    Path spec = Files.writeString(directory.resolve("TEST-SPEC.md"), artifact.specText());
    Path sealed = artifact.seal(directory).directory();
    Process other =
        new ProcessBuilder(
                RigProcess.line(
                    List.of("-Djava.io.tmpdir=" + System.getProperty("java.io.tmpdir")),
                    sealed.toString(),
                    "--spec",
                    spec.toString(),
                    "--isolation=none",
                    "--unsafe-no-sandbox",
                    "--contract-timeout=90"))
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("output.txt").toFile())
            .start();
    try {
      Awaitility.await()
          .atMost(Duration.ofSeconds(60))
          .until(() -> HttpExchange.listening("localhost", artifact.port()));

      CountDownLatch tested = new CountDownLatch(1);
      CompletableFuture<Verification> ours =
          CompletableFuture.supplyAsync(
              () ->
                  Needs.plainProcesses()
                      .judge(
                          new Assignment(
                              0,
                              sealed,
                              Optional.empty(),
                              artifact.spec(),
                              dev.cambrian.core.verdict.Baseline.NONE,
                              dev.cambrian.core.verdict.Measures.NONE),
                          afterTests(tested)),
              Thread::startVirtualThread);
      assertThat(tested.await(60, TimeUnit.SECONDS)).isTrue();
      Awaitility.await()
          .during(Duration.ofSeconds(1))
          .atMost(Duration.ofSeconds(5))
          .until(() -> !ours.isDone());
      Files.createFile(go);

      assertThat(TestArtifact.report(ours.get(60, TimeUnit.SECONDS)).viable()).isTrue();
      assertThat(other.waitFor(60, TimeUnit.SECONDS)).isTrue();
      assertThat(other.exitValue()).isZero();
    } finally {
      other.destroy();
      assertThat(other.waitFor(20, TimeUnit.SECONDS)).isTrue();
    }
  }

  /** The honest server, which keeps other paths than its own waiting until there is that file. */
  private static String slowUntil(Path go) {
    return """
    import os, sys, time
    from http.server import HTTPServer
    import server

    class Slow(server.Handler):
        def do_GET(self):
            end = time.time() + 80
            while self.path == '/slow' and not os.path.exists('%s') and time.time() < end:
                time.sleep(0.02)
            super().do_GET()

    HTTPServer(('127.0.0.1', int(sys.argv[1])), Slow).serve_forever()
    """
        .formatted(go);
  }

  private static VerificationListener afterTests(CountDownLatch tested) {
    return new VerificationListener() {
      @Override
      public void stageFinished(Stage stage, boolean passed, Duration took) {
        if (stage == Stage.TEST) {
          tested.countDown();
        }
      }
    };
  }

  @Test
  void a_turn_that_does_not_come_is_told_after_the_patience_and_one_given_back_is_had()
      throws Exception {
    try (PortTurn _ = take(SHORT)) {
      assertThatExceptionOfType(InfrastructureException.class)
          .isThrownBy(() -> take(SHORT))
          .withMessageContaining("port 20001 for 0.3 s");
    }
    take(SHORT).close();
  }

  @Test
  void a_waiting_thread_can_be_interrupted_and_leaves_nothing_taken() throws Exception {
    try (PortTurn _ = take(SHORT)) {
      Thread.currentThread().interrupt();
      assertThatExceptionOfType(InterruptedException.class)
          .isThrownBy(() -> take(Duration.ofMinutes(1)));
    }
    take(SHORT).close();
  }

  @Test
  void the_lock_file_is_everyones_and_a_planted_link_is_not_followed() throws Exception {
    take(SHORT).close();
    Path file = directory.resolve("cambrian-port-20001.lock");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-rw-rw-");

    Files.delete(file);
    Path target = Files.writeString(directory.resolve("target"), "theirs");
    Files.createSymbolicLink(file, target);

    assertThatExceptionOfType(InfrastructureException.class)
        .isThrownBy(() -> take(SHORT))
        .withMessageContaining("delete it");
    assertThat(target).hasContent("theirs");
  }
}
