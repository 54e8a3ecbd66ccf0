package dev.cambrian.server.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.cambrian.server.CambrianMain;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Ctrl-C closes the generation, takes the children along and exits 130, in every phase. */
final class InterruptTest {

  @TempDir Path directory;

  private final long seconds = 300_000 + ProcessHandle.current().pid() % 100_000;

  @Test
  void while_the_model_is_asked() throws Exception {
    interrupted("sleep " + seconds, "true", "asking command: generate 1");
  }

  @Test
  void while_the_artifact_is_built() throws Exception {
    Path answer =
        Files.writeString(
            directory.resolve("answer.txt"), "<file path=\"app.py\">\nx = 1\n</file:end>\n");

    interrupted("cat " + answer, "sleep " + seconds, "build ...");
  }

  private void interrupted(String program, String build, String phase) throws Exception {
    Path home = directory.resolve("home");
    Process process = start(home, spec(build), program);
    try (BufferedReader progress = process.errorReader()) {
      String line = "";
      while (line != null && !line.endsWith(phase)) {
        line = progress.readLine();
      }
      assertThat(line).as("the phase was reached").isNotNull();
      await().atMost(Duration.ofSeconds(20)).until(() -> sleepers() > 0);

      signal(process);

      assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
      assertThat(process.exitValue()).isEqualTo(ExitStatus.INTERRUPTED.code());
    } finally {
      process.destroyForcibly();
    }
    await().atMost(Duration.ofSeconds(10)).until(() -> sleepers() == 0);
    assertThat(Run.in(home, "log").out()).contains("failed", "cancelled");
    assertThat(Run.in(home, "verify").out()).endsWith("Everything agrees.\n");
  }

  private Path spec(String build) throws IOException {
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
        ```
        """
            .formatted(build));
  }

  /** With the signal's usual meaning, which a build in the background takes away. */
  private static Process start(Path home, Path spec, String program) throws IOException {
    return new ProcessBuilder(
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
            home.toString(),
            "--unsafe-no-sandbox",
            "--llm",
            "command",
            program)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .start();
  }

  private static void signal(Process process) throws IOException, InterruptedException {
    Process kill =
        new ProcessBuilder(List.of("kill", "-INT", Long.toString(process.pid()))).start();
    assertThat(kill.waitFor()).isZero();
  }

  private long sleepers() {
    try (var processes = Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
      long count = 0;
      for (Path process : processes) {
        if (commandOf(process).equals("sleep\0" + seconds + "\0")) {
          count++;
        }
      }
      return count;
    } catch (IOException e) {
      throw new AssertionError("cannot list the processes", e);
    }
  }

  private static String commandOf(Path process) {
    try {
      return Objects.requireNonNull(Files.readString(process.resolve("cmdline")));
    } catch (IOException gone) {
      return "";
    }
  }
}
