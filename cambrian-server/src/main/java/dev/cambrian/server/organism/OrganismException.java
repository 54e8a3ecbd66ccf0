package dev.cambrian.server.organism;

import dev.cambrian.core.CambrianException;

/** What was asked of an organism cannot be done; the message is one line that says why. */
public final class OrganismException extends CambrianException {
  private static final long serialVersionUID = 1L;

  private final Kind kind;

  /** Whose fault that is. */
  public enum Kind {
    /** There is no such organism or generation. */
    UNKNOWN,
    /** The generation or organism is in another state than this needs. */
    CONFLICT,
    /** What was given cannot be used. */
    INVALID,
    /** A daemon, an image or a program is missing; the message says what mends it. */
    UNAVAILABLE
  }

  OrganismException(Kind kind, String message) {
    super(message);
    this.kind = kind;
  }

  OrganismException(Kind kind, String message, Throwable cause) {
    super(message, cause);
    this.kind = kind;
  }

  static OrganismException unavailable(String what, Throwable cause) {
    return new OrganismException(Kind.UNAVAILABLE, what + ": " + cause.getMessage(), cause);
  }

  public Kind kind() {
    return kind;
  }
}
