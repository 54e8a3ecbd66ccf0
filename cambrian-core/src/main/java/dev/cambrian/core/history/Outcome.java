package dev.cambrian.core.history;

import java.util.Locale;
import java.util.Optional;

/** Where a generation stands. */
public enum Outcome {
  /** No verdict yet. */
  IN_PROGRESS,
  /** The rig has given its verdict, either way. */
  TESTED,
  /** Viable and promoted; final. */
  PROMOTED,
  /** Rolled back; final. */
  FAILED,
  /** Rolled back because the verification outlived its limit; final. */
  TIMEOUT;

  /** The name on the wire, such as {@code in_progress}. */
  public String id() {
    return name().toLowerCase(Locale.ROOT);
  }

  public boolean closed() {
    return this == PROMOTED || this == FAILED || this == TIMEOUT;
  }

  public static Optional<Outcome> of(String id) {
    for (Outcome outcome : values()) {
      if (outcome.id().equals(id)) {
        return Optional.of(outcome);
      }
    }
    return Optional.empty();
  }
}
