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
  RETRY;

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
