package dev.cambrian.server.cli;

import dev.cambrian.core.CambrianException;

/** A command cannot be carried out; the status tells whose fault that is. */
final class CliException extends CambrianException {

  private static final long serialVersionUID = 1L;

  private final ExitStatus status;

  CliException(ExitStatus status, String message) {
    super(message);
    this.status = status;
  }

  CliException(ExitStatus status, String message, Throwable cause) {
    super(message, cause);
    this.status = status;
  }

  static CliException usage(String message) {
    return new CliException(ExitStatus.USAGE, message);
  }

  ExitStatus status() {
    return status;
  }
}
