package dev.cambrian.rig;

import dev.cambrian.core.CambrianException;

/** The root of what the rig itself could not do; nothing of it is the artifact's fault. */
public abstract class RigException extends CambrianException {
  private static final long serialVersionUID = 1L;

  RigException(String message) {
    super(message);
  }

  RigException(String message, Throwable cause) {
    super(message, cause);
  }
}
