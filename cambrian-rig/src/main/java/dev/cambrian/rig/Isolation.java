package dev.cambrian.rig;

import java.util.Locale;
import java.util.Optional;

/** What the user asks to be isolated with. */
public enum Isolation {
  /** Bubblewrap where it works; none only where that is allowed. */
  AUTO,
  /** Bubblewrap or nothing. */
  BUBBLEWRAP,
  /** A plain process of this user, network and home included. */
  NONE;

  public String id() {
    return name().toLowerCase(Locale.ROOT);
  }

  public static Optional<Isolation> of(String id) {
    for (Isolation isolation : values()) {
      if (isolation.id().equals(id)) {
        return Optional.of(isolation);
      }
    }
    return Optional.empty();
  }
}
