package dev.cambrian.server.docker;

import dev.cambrian.core.verdict.VerificationRequest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * What tells our containers from all others, and whose they are: the process that started one is
 * named by its machine, that machine's boot, its number and when it began, so that another with the
 * same number is no mistake.
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
    ProcessHandle own = ProcessHandle.current();
    return String.join(SEPARATOR, machine(), boot(), String.valueOf(own.pid()), began(own));
  }

  /** Whether that owner is a process of this machine that has ended. */
  static boolean hasEnded(String owner) {
    String[] parts = owner.split(SEPARATOR, -1);
    if (parts.length != 4 || !parts[0].equals(machine()) || !parts[2].matches("\\d{1,10}")) {
      return false;
    }
    if (!parts[1].equals(boot())) {
      return true;
    }
    Optional<ProcessHandle> process = ProcessHandle.of(Long.parseLong(parts[2]));
    return process.filter(it -> began(it).equals(parts[3])).isEmpty();
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

  private static String line(String file) {
    try {
      return Files.readString(Path.of(file), StandardCharsets.UTF_8).strip();
    } catch (IOException none) {
      return "unknown";
    }
  }
}
