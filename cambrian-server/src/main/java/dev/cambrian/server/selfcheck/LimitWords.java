package dev.cambrian.server.selfcheck;

import dev.cambrian.rig.ResourceLimits;
import dev.cambrian.rig.RigLimits;
import java.time.Duration;

/** Limits in a line, such as {@code build=3s memory=200M tasks=150 files=2000 disk=64M}. */
final class LimitWords {
  /** Long enough for an honest fixture on a slow machine, short enough to wait for. */
  private static final RigLimits USUAL =
      RigLimits.DEFAULT
          .withBuild(Duration.ofSeconds(60))
          .withTest(Duration.ofSeconds(60))
          .withStart(Duration.ofSeconds(20))
          .withContract(Duration.ofSeconds(5))
          .withStop(Duration.ofSeconds(2));

  private LimitWords() {}

  static RigLimits read(String line) {
    RigLimits limits = USUAL;
    for (String word : line.split(" ", -1)) {
      if (!word.isEmpty()) {
        limits = with(limits, word);
      }
    }
    return limits;
  }

  private static RigLimits with(RigLimits limits, String word) {
    String[] parts = word.split("=", 2);
    ResourceLimits resources = limits.resources();
    String value = parts.length == 2 ? parts[1] : "";
    return switch (parts[0]) {
      case "build" -> limits.withBuild(seconds(value));
      case "test" -> limits.withTest(seconds(value));
      case "start" -> limits.withStart(seconds(value));
      case "contract" -> limits.withContract(seconds(value));
      case "disk" -> limits.withResources(resources.withDiskBytes(mebibytes(value)));
      case "memory" -> limits.withResources(resources.withMemoryBytes(mebibytes(value)));
      case "files" -> limits.withResources(resources.withFiles(Integer.parseInt(value)));
      case "tasks" -> limits.withResources(resources.withTasks(Integer.parseInt(value)));
      default -> throw new IllegalArgumentException("unknown limit: " + word);
    };
  }

  private static Duration seconds(String value) {
    return Duration.ofSeconds(Long.parseLong(value.replaceFirst("s$", "")));
  }

  private static long mebibytes(String value) {
    return Long.parseLong(value.replaceFirst("M$", "")) << 20;
  }
}
