package dev.cambrian.rig;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The rig as a program that is told to end in the midst of its work. */
@Timeout(120)
class ShutdownTest {
  @TempDir Path directory;

  private Process start(String sleep, String... options) throws Exception {
    TestArtifact artifact = TestArtifact.honestPython().build(sleep);
    Path spec = Files.writeString(directory.resolve("TEST-SPEC.md"), artifact.specText());
    Path temp = Files.createDirectory(directory.resolve("tmp"));
    var command =
        new java.util.ArrayList<>(
            java.util.List.of(
                Programs.javaHome().resolve("bin/java").toString(),
                "-Djava.io.tmpdir=" + temp,
                "-cp",
                System.getProperty("java.class.path"),
                RigMain.class.getName(),
                artifact.seal(directory).directory().toString(),
                "--spec",
                spec.toString()));
    command.addAll(java.util.List.of(options));
    return new ProcessBuilder(command)
        .directory(directory.toFile())
        .redirectErrorStream(true)
        .redirectOutput(directory.resolve("output.txt").toFile())
        .start();
  }

  private static long running(String sleep) {
    return ProcessHandle.allProcesses()
        .filter(it -> it.info().commandLine().orElse("").endsWith(sleep))
        .count();
  }

  @ParameterizedTest
  @ValueSource(strings = {"--isolation=bubblewrap", "--isolation=none"})
  void a_signal_leaves_no_process_and_no_scratch_directory(String isolation) throws Exception {
    Needs.python();
    Needs.bubblewrap();
    String sleep = "sleep " + (2_000_000 + System.nanoTime() % 1_000_000);
    Process rig = start(sleep, isolation, "--unsafe-no-sandbox");
    Awaitility.await().atMost(Duration.ofSeconds(40)).until(() -> running(sleep) > 0);

    rig.destroy();

    assertThat(rig.waitFor(20, TimeUnit.SECONDS)).isTrue();
    assertThat(rig.exitValue()).isEqualTo(143);
    assertThat(running(sleep)).isZero();
    assertThat(TestArtifact.leftovers(directory.resolve("tmp")))
        .noneMatch(it -> it.startsWith("cambrian-rig"));
    assertThat(directory.resolve("viability-report.json")).doesNotExist();
  }

  @Test
  void a_killed_rig_takes_the_sandbox_with_it() throws Exception {
    Needs.python();
    Needs.bubblewrap();
    String sleep = "sleep " + (3_000_000 + System.nanoTime() % 1_000_000);
    Process rig = start(sleep);
    Awaitility.await().atMost(Duration.ofSeconds(40)).until(() -> running(sleep) > 0);

    rig.destroyForcibly();

    Awaitility.await().atMost(Duration.ofSeconds(10)).until(() -> running(sleep) == 0);
  }
}
