package dev.cambrian.rig;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.util.concurrent.TimeUnit.MICROSECONDS;
import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The rig as a program that is told to end in the midst of its work. */
@Timeout(120)
class ShutdownTest {
  private static final Duration SOON = Duration.ofSeconds(10);
  private static final Duration BEGUN = Duration.ofSeconds(40);

  @TempDir Path directory;

  private final Queue<StartedRig> rigs = new ConcurrentLinkedQueue<>();

  @AfterEach
  void end() {
    rigs.forEach(it -> it.process.destroyForcibly());
    rigs.forEach(StartedRig::killWhatIsLeft);
  }

  @ParameterizedTest
  @ValueSource(strings = {"bubblewrap", "none"})
  void a_signal_leaves_no_process_and_no_scratch_directory(String isolation) throws Exception {
    Needs.python();
    Needs.bubblewrap();
    StartedRig rig = rig("signalled", isolation);
    Awaitility.await().atMost(BEGUN).until(rig::builds);

    rig.process.destroy();

    assertThat(rig.process.waitFor(20, SECONDS)).isTrue();
    assertThat(rig.process.exitValue()).isEqualTo(143);
    assertThat(rig.builds()).isFalse();
    assertThat(TestArtifact.leftovers(rig.temp())).noneMatch(it -> it.startsWith("cambrian-rig"));
    assertThat(rig.place.resolve("viability-report.json")).doesNotExist();
    rig.assertNothingIsLeft("told to end");
  }

  @ParameterizedTest
  @ValueSource(strings = {"bubblewrap", "none"})
  void a_killed_rig_takes_its_build_with_it(String isolation) throws Exception {
    Needs.python();
    Needs.bubblewrap();
    StartedRig rig = rig("killed", isolation);
    Awaitility.await().atMost(BEGUN).until(rig::builds);

    rig.process.destroyForcibly();

    rig.assertNothingIsLeft("killed");
  }

  /** Half of them while a sandbox is being made, when its processes do not know each other yet. */
  @Test
  void at_whatever_moment_the_rig_is_killed_nothing_is_left_of_it() throws Exception {
    Needs.python();
    Needs.bubblewrap();
    List<Future<?>> rounds = new ArrayList<>();
    try (ExecutorService two = Executors.newFixedThreadPool(2)) {
      IntStream.range(0, 12).forEach(round -> rounds.add(two.submit(() -> kill(round))));
    }

    for (Future<?> round : rounds) {
      round.get();
    }
  }

  private Void kill(int round) throws Exception {
    StartedRig rig = rig("round-" + round, "bubblewrap");
    boolean atTheSandbox = round % 2 == 0;
    long longest = atTheSandbox ? 12_000 : 300_000;
    long micros = ThreadLocalRandom.current().nextLong(longest);
    rig.waitUntil(atTheSandbox ? rig::raisesWalls : rig::hasAChild);
    assertThat(rig.process.waitFor(micros, MICROSECONDS)).isFalse();

    rig.process.destroyForcibly();

    rig.assertNothingIsLeft(
        "killed %d µs after its first %s".formatted(micros, atTheSandbox ? "sandbox" : "child"));
    return null;
  }

  private StartedRig rig(String name, String isolation) throws IOException {
    StartedRig rig = new StartedRig(Files.createDirectory(directory.resolve(name)), isolation);
    rigs.add(rig);
    return rig;
  }

  /** A rig in a process of its own that judges an artifact whose build does not end. */
  private static final class StartedRig {
    private final String sleep =
        "sleep " + (2_000_000 + ThreadLocalRandom.current().nextInt(7_000_000));
    private final Path place;
    private final Process process;

    StartedRig(Path place, String isolation) throws IOException {
      this.place = place;
      TestArtifact artifact = TestArtifact.honestPython().build(sleep);
      Path spec = Files.writeString(place.resolve("TEST-SPEC.md"), artifact.specText());
      Files.createDirectory(temp());
      this.process =
          new ProcessBuilder(
                  RigProcess.line(
                      List.of("-XX:TieredStopAtLevel=1", "-Djava.io.tmpdir=" + temp()),
                      artifact.seal(place).directory().toString(),
                      "--spec",
                      spec.toString(),
                      "--isolation=" + isolation,
                      "--unsafe-no-sandbox"))
              .directory(place.toFile())
              .redirectErrorStream(true)
              .redirectOutput(place.resolve("output.txt").toFile())
              .start();
    }

    Path temp() {
      return place.resolve("tmp");
    }

    /** Whether the build itself runs, not only something that is going to start it. */
    boolean builds() {
      return processes().anyMatch(it -> it.command().equals(sleep));
    }

    boolean hasAChild() {
      return process.children().findAny().isPresent();
    }

    boolean raisesWalls() {
      String scratch = temp() + "/cambrian-rig-";
      return process.children().anyMatch(it -> Seen.of(it.pid()).command().contains(scratch));
    }

    /** Looks so often that it sees the beginning of what it waits for. */
    void waitUntil(BooleanSupplier condition) throws InterruptedException {
      long limit = System.nanoTime() + BEGUN.toNanos();
      while (!condition.getAsBoolean()) {
        assertThat(process.waitFor(200, MICROSECONDS) || System.nanoTime() > limit).isFalse();
      }
    }

    void assertNothingIsLeft(String how) {
      Awaitility.await(how)
          .atMost(SOON)
          .pollInterval(100, MILLISECONDS)
          .untilAsserted(() -> assertThat(processes().filter(this::isMine)).isEmpty());
    }

    void killWhatIsLeft() {
      processes()
          .filter(this::isMine)
          .map(it -> ProcessHandle.of(it.pid()))
          .flatMap(Optional::stream)
          .forEach(ProcessHandle::destroyForcibly);
    }

    private boolean isMine(Seen seen) {
      return seen.command().contains(temp().toString())
          || seen.command().contains(sleep)
          || (seen.environment() + seen.command())
              .contains(Warden.MARK + "=" + process.pid() + "-");
    }

    private static Stream<Seen> processes() {
      return ProcessHandle.allProcesses().map(it -> Seen.of(it.pid()));
    }
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
  }
}
