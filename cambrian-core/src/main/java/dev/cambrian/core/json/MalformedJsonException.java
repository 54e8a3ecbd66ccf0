package dev.cambrian.core.json;

import dev.cambrian.core.CambrianException;

/** A text is no JSON by the rules of {@link StrictJson}. */
public final class MalformedJsonException extends CambrianException {
  private static final long serialVersionUID = 1L;
  private final int line;
  private final String reason;

  MalformedJsonException(int line, String reason) {
    super("line " + line + ": " + reason);
    this.line = line;
    this.reason = reason;
  }

  /** From 1. */
  public int line() {
    return line;
  }

  /** One line without the position. */
  public String reason() {
    return reason;
  }
}
