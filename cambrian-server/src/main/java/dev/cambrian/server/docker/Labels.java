package dev.cambrian.server.docker;

import dev.cambrian.core.verdict.VerificationRequest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * What tells our containers from all others, and whose they are: the process that started one is
 * named by its machine, that machine's boot, the space that its number counts in, that number and
 * when it began, so that another with the same number is no mistake. Machines that share a daemon
 * may have the same name, as copies of one image or as containers, which often have none.
 */
final class Labels {
  static final String OWNER = "dev.cambrian.owner";
  static final String RUN = "dev.cambrian.run";
  static final String GENERATION = "dev.cambrian.generation";
  private static final String SEPARATOR = "/";

  private Labels() {}

  static Map<String, String> of(VerificationRequest request) {
    return Map.of(
        OWNER, owner(), RUN, request.runId(), GENERATION, String.valueOf(request.generation()));
  }

  /** This process. */
  static String owner() {
    return owner(ProcessHandle.current());
  }

  static String owner(ProcessHandle process) {
    return String.join(
        SEPARATOR, machine(), boot(), space(), String.valueOf(process.pid()), began(process));
  }

  /** What is known of an owner. */
  enum Fate {
    /** It runs, or is a process of another machine. */
    MAY_RUN,
    ENDED,
    /** Nobody here can tell: it is of an earlier boot, or of a machine of the same name. */
    UNKNOWN
  }

  static Fate fate(String owner) {
    List<String> parts = List.of(owner.split(SEPARATOR, -1));
    if (!parts.getFirst().equals(machine()) || parts.size() < 2) {
      return Fate.MAY_RUN;
    }
    if (parts.size() != 5
        || !parts.subList(0, 3).equals(List.of(machine(), boot(), space()))
        || !parts.get(3).matches("\\d{1,10}")) {
      return Fate.UNKNOWN;
    }
    return ProcessHandle.of(Long.parseLong(parts.get(3)))
        .filter(it -> began(it).equals(parts.get(4)))
        .map(_ -> Fate.MAY_RUN)
        .orElse(Fate.ENDED);
  }

  private static String began(ProcessHandle process) {
    return process.info().startInstant().map(Instant::toEpochMilli).map(String::valueOf).orElse("");
  }

  private static String machine() {
    return line("/etc/machine-id");
  }

  private static String boot() {
    return line("/proc/sys/kernel/random/boot_id");
  }

  /** Of process numbers, such as {@code pid:[4026531836]}. */
  private static String space() {
    try {
      return Files.readSymbolicLink(Path.of("/proc/self/ns/pid")).toString();
    } catch (IOException none) {
      return "unknown";
    }
  }

  private static String line(String file) {
    try {
      return Files.readString(Path.of(file), StandardCharsets.UTF_8).strip();
    } catch (IOException none) {
      return "unknown";
    }
  }
}
