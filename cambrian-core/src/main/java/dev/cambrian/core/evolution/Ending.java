package dev.cambrian.core.evolution;

import java.util.Locale;
import java.util.Optional;

/** How a campaign ended. */
public enum Ending {
  /** A mutant passed the gate and takes the place of the base. */
  PROMOTED,
  /** No mutant passed the gate. */
  BASE_STAYS,
  /** A person ended it. */
  CANCELLED,
  /** A cap, or that nothing more could be done, ended it before it was decided. */
  STOPPED;

  /** The name in events, such as {@code base-stays}. */
  public String id() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  public static Optional<Ending> of(String id) {
    for (Ending ending : values()) {
      if (ending.id().equals(id)) {
        return Optional.of(ending);
      }
    }
    return Optional.empty();
  }
}
