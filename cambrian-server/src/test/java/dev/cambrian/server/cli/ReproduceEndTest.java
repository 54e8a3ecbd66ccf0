package dev.cambrian.server.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.cambrian.core.history.GenerationRecord;
import dev.cambrian.core.history.History;
import dev.cambrian.core.history.Outcome;
import dev.cambrian.core.verdict.FailureKind;
import dev.cambrian.server.CambrianMain;
import dev.cambrian.server.docs.Page;
import dev.cambrian.server.home.CambrianHome;
import dev.cambrian.server.reproduce.ChainRecordings;
import dev.cambrian.server.serve.Prime;
import dev.cambrian.server.serve.ReproducingPlace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A chain that is ended from outside leaves nothing behind, at the latest after the next one. */
final class ReproduceEndTest {
  private static final ReproducingPlace PLACE = ReproducingPlace.CONTAINER;

  @TempDir Path directory;

  private final List<Process> started = new ArrayList<>();

  @AfterEach
  void end() {
    started.forEach(Process::destroyForcibly);
  }

  private CambrianHome home() {
    return new CambrianHome(directory.resolve("home"));
  }

  /** In a process group of its own, and with the signal's usual meaning. */
  private Process reproduce(String name) throws IOException {
    Process process =
        new ProcessBuilder(
                "setsid",
                "env",
                "--default-signal=INT",
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                CambrianMain.class.getName(),
                "reproduce",
                Prime.specFile().toString(),
                "--last",
                Page.ROOT.resolve("spec/ECHO-SPEC.md").toString(),
                "--recordings",
                directory.resolve("recordings").toString(),
                "--recordings",
                Page.ROOT.resolve("spec/recordings/echo-java").toString(),
                "--runner",
                PLACE.runner(),
                "--home",
                home().directory().toString())
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve(name).toFile())
            .start();
    started.add(process);
    return process;
  }

  private String told(String name) throws IOException {
    return Files.readString(directory.resolve(name));
  }

  private Process reached(String name, String line) throws IOException {
    Process process = reproduce(name);
    await()
        .atMost(Duration.ofMinutes(3))
        .until(() -> !process.isAlive() || told(name).contains(line));
    assertThat(process.isAlive()).as(told(name)).isTrue();
    return process;
  }

  private List<GenerationRecord> records() {
    try (History history = History.open(home().history())) {
      return history.generations(0, 100, Optional.empty());
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "generation 1: build ...",
        "organism of generation 1: lives as",
        "generation 3: build ..."
      })
  @Timeout(600)
  void ctrl_c_ends_organism_server_and_verification(String line) throws Exception {
    PLACE.require();
    new ChainRecordings(directory.resolve("recordings")).primes(2);
    Process process = reached("first", line);

    assertThat(new ProcessBuilder("kill", "-INT", "--", "-" + process.pid()).start().waitFor())
        .isZero();

    assertThat(process.waitFor(60, TimeUnit.SECONDS)).as(told("first")).isTrue();
    assertThat(process.exitValue()).as(told("first")).isEqualTo(ExitStatus.INTERRUPTED.code());
    PLACE.assertNothingLeft(home());
    assertThat(records())
        .filteredOn(it -> it.outcome() != Outcome.PROMOTED)
        .allSatisfy(it -> assertThat(it.failure()).contains(FailureKind.CANCELLED));
    assertThat(Run.in(home().directory(), "verify").out()).endsWith("Everything agrees.\n");
  }

  @Test
  @Timeout(600)
  void what_a_killed_one_left_is_gone_after_the_next_which_is_complete() throws Exception {
    PLACE.require();
    new ChainRecordings(directory.resolve("recordings")).primes(2);
    Process killed = reached("first", "generation 2: build ...");
    killed.descendants().forEach(ProcessHandle::destroyForcibly);
    killed.destroyForcibly().waitFor();

    Process next = reproduce("second");

    assertThat(next.waitFor(5, TimeUnit.MINUTES)).as(told("second")).isTrue();
    assertThat(next.exitValue()).as(told("second")).isZero();
    PLACE.assertNothingLeft(home());
    assertThat(records())
        .as("the three of the second")
        .filteredOn(it -> it.generation() > 2)
        .extracting(GenerationRecord::outcome)
        .containsExactly(Outcome.PROMOTED, Outcome.PROMOTED, Outcome.PROMOTED);
    assertThat(Run.in(home().directory(), "verify").out()).endsWith("Everything agrees.\n");
  }

  @Test
  @Timeout(600)
  void a_home_that_another_supervises_is_told_in_one_line() throws Exception {
    PLACE.require();
    new ChainRecordings(directory.resolve("recordings")).primes(2);
    Process first = reached("first", "generation 1: build ...");

    Process second = reproduce("second");

    assertThat(second.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(second.exitValue()).isEqualTo(ExitStatus.INFRASTRUCTURE.code());
    assertThat(told("second").lines().filter(it -> it.contains("supervises")))
        .singleElement()
        .asString()
        .startsWith(
            "cambrian: another server supervises the home %s; its dashboard is http://127.0.0.1:"
                .formatted(home().directory()))
        .endsWith(" shows what it does, end it, or name another home with --home");
    first.destroy();
    assertThat(first.waitFor(60, TimeUnit.SECONDS)).isTrue();
    PLACE.assertNothingLeft(home());
  }
}
