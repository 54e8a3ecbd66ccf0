package dev.cambrian.server.selfcheck;

import dev.cambrian.core.CambrianException;

/** The self-check itself could not go on, for a reason that is no word about the isolation. */
final class SelfcheckException extends CambrianException {
  private static final long serialVersionUID = 1L;

  SelfcheckException(String message, Throwable cause) {
    super(message, cause);
  }
}
