package dev.cambrian.core.llm;

import java.util.Locale;
import java.util.Optional;

/** Why a model is asked; part of the key by which a recording answers. */
public enum Purpose {
  /** The first answer to a spec. */
  GENERATE,
  /**
   * The answer broke the file-block format; the same model is asked to mend it, within the same
   * generation.
   */
  REPAIR,
  /**
   * The last generation failed; its code and diagnostics are shown and a whole new codebase is
   * asked for.
   */
  RETRY,
  /** A section of a spec is to be edited. */
  PROPOSE,
  /** Contracts are to be written from a spec alone. */
  EXAMINE,
  /** Contracts are to be written that code of a spec breaks. */
  REDTEAM,
  /** A spec is read once more, to say whether it demands something. */
  READ;

  public String id() {
    return name().toLowerCase(Locale.ROOT);
  }

  public static Optional<Purpose> of(String id) {
    for (Purpose purpose : values()) {
      if (purpose.id().equals(id)) {
        return Optional.of(purpose);
      }
    }
    return Optional.empty();
  }
}
