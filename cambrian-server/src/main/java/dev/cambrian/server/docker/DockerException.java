package dev.cambrian.server.docker;

import dev.cambrian.core.CambrianException;

/** The daemon could not do what it was asked; nothing of it is the artifact's fault. */
public final class DockerException extends CambrianException {
  private static final long serialVersionUID = 1L;

  DockerException(String message) {
    super(message);
  }

  DockerException(String message, Throwable cause) {
    super(message, cause);
  }
}
