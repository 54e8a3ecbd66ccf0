package dev.cambrian.core.spec;

import dev.cambrian.core.CambrianException;

/** A block is no YAML by the rules of {@link StrictYaml}. */
final class MalformedYamlException extends CambrianException {
  private static final long serialVersionUID = 1L;
  private final int line;
  private final String reason;

  MalformedYamlException(int line, String reason) {
    super(reason);
    this.line = line;
    this.reason = reason;
  }

  /** From 1, within the block. */
  int line() {
    return line;
  }

  String reason() {
    return reason;
  }
}
