package dev.cambrian.server.cli;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.cambrian.core.event.Event;
import dev.cambrian.core.event.RecordedEvent;
import dev.cambrian.core.event.StreamId;
import dev.cambrian.core.history.History;
import dev.cambrian.core.verdict.FailureKind;
import dev.cambrian.server.CambrianMain;
import dev.cambrian.server.home.CambrianHome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Ctrl-C as a terminal sends it, to the whole process group of the command: the generation is
 * closed as cancelled with no verdict, the children are gone, and the exit code is 130. A request
 * to end does the same and exits 143.
 */
final class InterruptTest {
  private static final String ANSWER =
      """
      <file path="app.py">
      import subprocess, sys
      from http.server import BaseHTTPRequestHandler, HTTPServer

      class Handler(BaseHTTPRequestHandler):
          def do_GET(self):
              if self.path == '/slow':
                  subprocess.run(['sleep', sys.argv[1]])
              self.send_response(200)
              self.end_headers()

      if __name__ == '__main__':
          HTTPServer(('127.0.0.1', 8401), Handler).serve_forever()
      </file:end>
      <file path="test_app.py">
      import unittest

      class AppTest(unittest.TestCase):
          def test_counts(self):
              self.assertEqual(2, 1 + 1)
      </file:end>
      """;

  /** What lasts until it is interrupted. */
  enum Phase {
    ASKING("asking command: generate 1"),
    BUILD("build ..."),
    TEST("test and its canary ..."),
    START("start ..."),
    HEALTH("health ...");

    private final String line;

    Phase(String line) {
      this.line = line;
    }
  }

  @TempDir Path directory;

  private final int seconds = 300_000 + ThreadLocalRandom.current().nextInt(600_000);
  private final String sleep = "sleep " + seconds;
  private final List<Process> started = new ArrayList<>();

  @AfterEach
  void end() {
    started.forEach(Process::destroyForcibly);
    processes().filter(it -> it.command().contains(sleep)).forEach(Seen::kill);
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "BUILD")
  void ctrl_c_closes_the_generation_as_cancelled(Phase phase) throws Exception {
    Process grow = growIn(phase, 1);

    signal("INT", grow);

    assertThat(grow.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(grow.exitValue()).as(progress()).isEqualTo(ExitStatus.INTERRUPTED.code());
    assertCancelled(grow, 1);
  }

  @Test
  void ctrl_c_closes_every_candidate() throws Exception {
    Process grow = growIn(Phase.BUILD, 2);

    signal("INT", grow);

    assertThat(grow.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(grow.exitValue()).as(progress()).isEqualTo(ExitStatus.INTERRUPTED.code());
    assertCancelled(grow, 2);
  }

  @Test
  void a_request_to_end_does_the_same() throws Exception {
    Process grow = growIn(Phase.BUILD, 1);

    signal("TERM", grow);

    assertThat(grow.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(grow.exitValue()).as(progress()).isEqualTo(143);
    assertCancelled(grow, 1);
  }

  private void assertCancelled(Process grow, int candidates) throws IOException {
    await()
        .atMost(Duration.ofSeconds(10))
        .untilAsserted(() -> assertThat(processes().filter(it -> isOf(grow, it))).isEmpty());
    Path home = directory.resolve("home");
    try (History history = History.open(new CambrianHome(home).history())) {
      assertThat(history.highestGeneration()).as(progress()).isEqualTo(candidates);
      for (int generation = 1; generation <= candidates; generation++) {
        List<Event> events =
            history.read(StreamId.generation(generation)).stream()
                .map(RecordedEvent::event)
                .toList();
        assertThat(events).noneMatch(Event.VerdictGiven.class::isInstance);
        assertThat(events.getLast())
            .isInstanceOfSatisfying(
                Event.GenerationRolledBack.class,
                it -> assertThat(it.kind()).as(it.reason()).isEqualTo(FailureKind.CANCELLED));
      }
    }
    Run verify = Run.in(home, "verify");
    assertThat(verify.out()).endsWith("Everything agrees.\n");
    assertThat(verify.exit()).isZero();
  }

  /** Once that phase has been reached by all candidates and sleeps. */
  private Process growIn(Phase phase, int candidates) throws IOException {
    Path answer = Files.writeString(directory.resolve("answer.txt"), ANSWER);
    Process grow = grow(phase == Phase.ASKING ? sleep : "cat " + answer, spec(phase), candidates);
    started.add(grow);
    await()
        .atMost(Duration.ofSeconds(60))
        .until(() -> !grow.isAlive() || processes().filter(this::sleeps).count() == candidates);
    assertThat(processes().filter(it -> it.group() == grow.pid()))
        .as("what a terminal's Ctrl-C reaches")
        .extracting(Seen::pid)
        .containsExactly(grow.pid());
    assertThat(progress().lines().filter(it -> it.endsWith(phase.line)))
        .as(progress())
        .hasSize(candidates);
    return grow;
  }

  private Path spec(Phase phase) throws IOException {
    return Files.writeString(
        directory.resolve("SLOW.md"),
        """
        ---
        title: Slow
        version: "1"
        toolchain: python
        ---
        # Slow

        ```entry
        build: %s
        test: %s
        start: %s
        health: http://localhost:8401/health
        ```

        ```contracts
        [{"name": "slow", "type": "http", "method": "GET", "path": "/slow", "expect": {"status": 200}}]
        ```
        """
            .formatted(
                phase == Phase.BUILD ? sleep : "true",
                phase == Phase.TEST ? sleep : "python3 -m unittest",
                phase == Phase.START ? sleep : "exec python3 app.py " + seconds));
  }

  /** In a process group of its own, and with the signal's usual meaning. */
  private Process grow(String program, Path spec, int candidates) throws IOException {
    return new ProcessBuilder(
            "setsid",
            "env",
            "--default-signal=INT",
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:TieredStopAtLevel=1",
            "--enable-native-access=ALL-UNNAMED",
            "-cp",
            System.getProperty("java.class.path"),
            CambrianMain.class.getName(),
            "grow",
            spec.toString(),
            "--home",
            directory.resolve("home").toString(),
            "--unsafe-no-sandbox",
            "--candidates",
            String.valueOf(candidates),
            "--llm",
            "command",
            program)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .redirectError(directory.resolve("progress.txt").toFile())
        .start();
  }

  private String progress() throws IOException {
    return Files.readString(directory.resolve("progress.txt"));
  }

  private static void signal(String name, Process group) throws IOException, InterruptedException {
    Process kill = new ProcessBuilder("kill", "-" + name, "--", "-" + group.pid()).start();
    assertThat(kill.waitFor()).isZero();
  }

  private boolean sleeps(Seen seen) {
    return seen.command().equals(sleep);
  }

  /** Of this growth, or started by it or by what it started. */
  private boolean isOf(Process grow, Seen seen) {
    return seen.pid() == grow.pid()
        || seen.command().contains(sleep)
        || seen.command().contains(directory.toString())
        || (seen.command() + seen.environment()).contains("CAMBRIAN_RIG=" + grow.pid() + "-");
  }

  private static Stream<Seen> processes() {
    return ProcessHandle.allProcesses().map(it -> Seen.of(it.pid()));
  }

  /** What Linux shows of a process. */
  private record Seen(long pid, String command, String environment) {
    static Seen of(long pid) {
      return new Seen(pid, read(pid, "cmdline"), read(pid, "environ"));
    }

    private static String read(long pid, String file) {
      try {
        byte[] bytes = Files.readAllBytes(Path.of("/proc/" + pid + "/" + file));
        return new String(bytes, ISO_8859_1).replace('\0', ' ').strip();
      } catch (IOException gone) {
        return "";
      }
    }

    /** The third figure after the name, which alone may hold a closing parenthesis. */
    long group() {
      String stat = read(pid, "stat");
      String[] figures = stat.substring(stat.lastIndexOf(')') + 1).strip().split(" ", -1);
      return figures.length < 3 ? 0 : Long.parseLong(figures[2]);
    }

    void kill() {
      ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
    }
  }
}
