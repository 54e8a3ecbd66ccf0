package dev.cambrian.server.bench;

import dev.cambrian.core.CambrianException;

/** Something could not be measured on this machine; the line says what would mend that. */
final class BenchException extends CambrianException {
  private static final long serialVersionUID = 1L;

  BenchException(String message) {
    super(message);
  }

  BenchException(String message, Throwable cause) {
    super(message, cause);
  }
}
