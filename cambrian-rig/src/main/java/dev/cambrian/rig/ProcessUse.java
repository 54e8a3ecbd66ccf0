package dev.cambrian.rig;

import dev.cambrian.core.verdict.Limit;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What processes take of the machine, as Linux tells it below {@code /proc}. */
final class ProcessUse {
  private ProcessUse() {}

  /** The limit that they are over together, if any. */
  static Optional<Breach> breach(List<Long> processes, ResourceLimits limits) {
    long tasks = 0;
    Map<Long, Long> resident = new LinkedHashMap<>();
    for (long process : processes) {
      String status = read(process, "status");
      tasks += figure(status, "Threads:").orElse(0L);
      resident.put(process, figure(status, "VmRSS:").orElse(0L));
    }
    if (tasks > limits.tasks()) {
      return Optional.of(new Breach(Limit.TASKS, limits.tasks() + " processes and threads"));
    }
    long most = limits.memoryBytes() >> 10;
    // Pages that processes share stand in each one's figure: only the exact sum condemns.
    return sum(resident) > most && sum(exact(resident)) > most
        ? Optional.of(new Breach(Limit.MEMORY, Text.bytes(limits.memoryBytes()) + " of memory"))
        : Optional.empty();
  }

  /** What they have in memory, pages that they share counted for each. */
  static long residentBytes(List<Long> processes) {
    long kibibytes = 0;
    for (long process : processes) {
      kibibytes += figure(read(process, "status"), "VmRSS:").orElse(0L);
    }
    return kibibytes << 10;
  }

  /**
   * The most bytes of shared memory and of files in memory that one of them has mapped.
   *
   * @param statuses of processes, as {@code /proc/PID/status} tells them
   */
  static long mostShared(Collection<String> statuses) {
    long most = 0;
    for (String status : statuses) {
      most = Math.max(most, figure(status, "RssShmem:").orElse(0L));
    }
    return most << 10;
  }

  private static long sum(Map<Long, Long> kibibytes) {
    return kibibytes.values().stream().mapToLong(Long::longValue).sum();
  }

  /** Each process's own pages and its share of the others. */
  private static Map<Long, Long> exact(Map<Long, Long> resident) {
    Map<Long, Long> exact = new LinkedHashMap<>();
    resident.forEach(
        (process, most) ->
            exact.put(process, figure(read(process, "smaps_rollup"), "Pss:").orElse(most)));
    return exact;
  }

  private static Optional<Long> figure(String text, String name) {
    return text.lines()
        .filter(line -> line.startsWith(name))
        .map(line -> line.replaceAll("\\D", ""))
        .filter(digits -> !digits.isEmpty())
        .map(Long::valueOf)
        .findFirst();
  }

  private static String read(long process, String file) {
    try {
      return new String(
          Files.readAllBytes(Path.of("/proc/" + process + "/" + file)),
          StandardCharsets.ISO_8859_1);
    } catch (IOException gone) {
      return "";
    }
  }
}
