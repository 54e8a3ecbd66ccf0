package dev.cambrian.server.bench;

import dev.cambrian.server.CambrianMain;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The most memory that {@code grow} itself ever held while it grew the small Python spec from its
 * recording. The kernel keeps the high-water mark; it is read every few milliseconds until the
 * process ends.
 */
final class MemoryBench {
  private static final double MOST_MEGABYTES = 200;
  private static final Pattern HIGH_WATER = Pattern.compile("(?m)^VmHWM:\\s+(\\d+) kB$");

  private MemoryBench() {}

  static List<Reading> run(Workspace workspace) throws IOException, InterruptedException {
    Path spec = Path.of(System.getProperty("cambrian.root", ""), "spec", "ECHO-PYTHON-SPEC.md");
    if (!Files.isRegularFile(spec)) {
      throw new BenchException(
          "there is no %s to grow: start the bench as ./cambrian of a checkout".formatted(spec));
    }
    if (highWaterKilobytes(ProcessHandle.current().pid()).isEmpty()) {
      throw new BenchException("this system has no /proc/PID/status to read the memory from");
    }
    Path directory = workspace.directory("grow");
    Path output = directory.resolve("grow.log");
    Path home = directory.resolve("home");
    ProcessBuilder builder =
        ChildJvm.of(
            CambrianMain.class,
            output,
            List.of("grow", spec.toString(), "--llm", "replay", "--home", home.toString()));
    Process process = builder.start();
    long peak = 0;
    try {
      do {
        peak = Math.max(peak, highWaterKilobytes(process.pid()).orElse(0));
      } while (!process.waitFor(5, TimeUnit.MILLISECONDS));
      ChildJvm.await(process, "grow", output);
    } finally {
      process.destroyForcibly();
    }
    return List.of(
        Reading.atMost(
            Part.MEMORY,
            "memory of grow beside its children, peak",
            peak * 1024 / 1e6,
            Reading.Unit.MEGABYTES,
            MOST_MEGABYTES,
            "VmHWM of the process that grew " + spec.getFileName()));
  }

  /** Empty where it cannot be told, as for a process that has ended. */
  static OptionalLong highWaterKilobytes(long pid) {
    try {
      Matcher matcher = HIGH_WATER.matcher(Files.readString(Path.of("/proc/" + pid + "/status")));
      return matcher.find()
          ? OptionalLong.of(Long.parseLong(matcher.group(1)))
          : OptionalLong.empty();
    } catch (IOException unknown) {
      return OptionalLong.empty();
    }
  }
}
