package dev.cambrian.core.verdict;

import java.util.Locale;
import java.util.Optional;

/**
 * A limit that an artifact went over. It is the artifact's own fault and so part of a verdict,
 * other than what the machine lacks, which is a {@link FailureKind}.
 */
public enum Limit {
  /** What its processes keep in memory together. */
  MEMORY,
  /** Processes and threads. */
  TASKS,
  /** Bytes that it keeps on disk. */
  DISK,
  /** Files and directories that it keeps on disk. */
  FILES,
  /** The size of one file. */
  FILE_SIZE,
  /** How long a command may run, or a program take until it is ready. */
  TIME,
  /** What a command may print. */
  OUTPUT;

  /** The name in reports, such as {@code file-size}. */
  public String id() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  public static Optional<Limit> of(String id) {
    for (Limit limit : values()) {
      if (limit.id().equals(id)) {
        return Optional.of(limit);
      }
    }
    return Optional.empty();
  }
}
