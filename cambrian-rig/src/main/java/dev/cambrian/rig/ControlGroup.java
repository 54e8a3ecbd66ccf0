package dev.cambrian.rig;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;

/**
 * What the kernel tells of this container's control group, of version 1 or 2 (the kernel's
 * documentation, admin-guide/cgroup-v1/memory.rst and admin-guide/cgroup-v2.rst).
 */
final class ControlGroup {
  private static final Path ROOT = Path.of("/sys/fs/cgroup");

  private ControlGroup() {}

  /** Processes that were killed since the container began because its memory was used up. */
  static long outOfMemoryKills() {
    return figure(List.of("memory.events", "memory/memory.oom_control"), "oom_kill").orElse(0);
  }

  /** Bytes in memory that belong to processes and to no file. */
  static OptionalLong anonymousBytes() {
    OptionalLong second = figure(List.of("memory.stat"), "anon");
    return second.isPresent() ? second : figure(List.of("memory/memory.stat"), "total_rss");
  }

  /** The most bytes that the container had in memory at once, cached files included. */
  static OptionalLong peakBytes() {
    for (String name : List.of("memory.peak", "memory/memory.max_usage_in_bytes")) {
      String text = read(name).strip();
      if (text.matches("\\d{1,18}")) {
        return OptionalLong.of(Long.parseLong(text));
      }
    }
    return OptionalLong.empty();
  }

  private static OptionalLong figure(List<String> files, String name) {
    for (String file : files) {
      for (String line : read(file).lines().toList()) {
        String digits = line.startsWith(name + " ") ? line.substring(name.length() + 1) : "";
        if (digits.matches("\\d{1,18}")) {
          return OptionalLong.of(Long.parseLong(digits));
        }
      }
    }
    return OptionalLong.empty();
  }

  private static String read(String file) {
    try {
      return new String(Files.readAllBytes(ROOT.resolve(file)), StandardCharsets.US_ASCII);
    } catch (IOException otherVersion) {
      return "";
    }
  }
}
