package dev.cambrian.server.rate;

import dev.cambrian.core.CambrianException;

/** A set of trials cannot be read or written. */
public final class RateException extends CambrianException {
  private static final long serialVersionUID = 1L;

  RateException(String message) {
    super(message);
  }

  RateException(String message, Throwable cause) {
    super(message, cause);
  }
}
