package dev.cambrian.server.rate;

import java.util.Locale;
import java.util.Optional;

/**
 * Why an answer failed, as a person found it.
 *
 * @param text one line
 */
public record Cause(Fault fault, String text) {
  /** Beside the answers that it is about. */
  static final String FILE = "cause.md";

  /** Where the mistake lies. */
  public enum Fault {
    SPEC,
    PROMPT,
    RIG,
    MODEL;

    public String id() {
      return name().toLowerCase(Locale.ROOT);
    }

    static Optional<Fault> of(String id) {
      for (Fault fault : values()) {
        if (fault.id().equals(id)) {
          return Optional.of(fault);
        }
      }
      return Optional.empty();
    }
  }
}
