package dev.cambrian.server.git;

import dev.cambrian.core.CambrianException;

/** The git archive of the generations could not do what was asked. */
public final class ArchiveException extends CambrianException {

  private static final long serialVersionUID = 1L;

  ArchiveException(String message) {
    super(message);
  }

  ArchiveException(String message, Throwable cause) {
    super(message, cause);
  }
}
