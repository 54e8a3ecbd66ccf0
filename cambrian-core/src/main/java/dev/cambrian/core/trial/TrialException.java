package dev.cambrian.core.trial;

import dev.cambrian.core.CambrianException;

/** What is kept of trials cannot be read or written. */
public final class TrialException extends CambrianException {
  private static final long serialVersionUID = 1L;

  public TrialException(String message) {
    super(message);
  }

  public TrialException(String message, Throwable cause) {
    super(message, cause);
  }
}
