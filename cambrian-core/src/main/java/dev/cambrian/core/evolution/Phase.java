package dev.cambrian.core.evolution;

import java.util.Locale;
import java.util.Optional;

/** What a trial is for. */
public enum Phase {
  /** Finding specs that look better; counts for no promotion. */
  SEARCH,
  /** Fresh trials of the finalists and, as control, the base; these alone decide. */
  CONFIRM;

  /** The name in events. */
  public String id() {
    return name().toLowerCase(Locale.ROOT);
  }

  public static Optional<Phase> of(String id) {
    for (Phase phase : values()) {
      if (phase.id().equals(id)) {
        return Optional.of(phase);
      }
    }
    return Optional.empty();
  }
}
