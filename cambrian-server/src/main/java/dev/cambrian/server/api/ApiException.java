package dev.cambrian.server.api;

import dev.cambrian.core.CambrianException;

/** The server cannot listen. */
public final class ApiException extends CambrianException {
  private static final long serialVersionUID = 1L;

  ApiException(String message, Throwable cause) {
    super(message, cause);
  }
}
