package dev.cambrian.core.evolution;

import java.util.Locale;
import java.util.Optional;

/** How a spec is made from another. */
public enum Operator {
  /** The smallest edit of one section against its failures. */
  REFINE,
  /** One section is taken over from another spec of the archive that behaves differently. */
  TRANSPLANT,
  /** One section is written anew. */
  RESTRUCTURE,
  /** Nothing is changed: the base against itself. */
  COPY;

  /** The name in events. */
  public String id() {
    return name().toLowerCase(Locale.ROOT);
  }

  public static Optional<Operator> of(String id) {
    for (Operator operator : values()) {
      if (operator.id().equals(id)) {
        return Optional.of(operator);
      }
    }
    return Optional.empty();
  }
}
