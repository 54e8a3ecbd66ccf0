package dev.cambrian.server.home;

import dev.cambrian.core.CambrianException;

/** The home directory cannot be used. */
public final class HomeException extends CambrianException {

  private static final long serialVersionUID = 1L;

  public HomeException(String message) {
    super(message);
  }

  public HomeException(String message, Throwable cause) {
    super(message, cause);
  }
}
