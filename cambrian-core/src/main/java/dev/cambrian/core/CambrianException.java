package dev.cambrian.core;

/**
 * The root of everything that this library throws. Each subclass is named for what could not be
 * done and carries the facts as fields; {@link #getMessage()} is one line for a person: what, where
 * and what to do.
 */
public abstract class CambrianException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  protected CambrianException(String message) {
    super(message);
  }

  protected CambrianException(String message, Throwable cause) {
    super(message, cause);
  }
}
