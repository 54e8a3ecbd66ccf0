package dev.cambrian.server.cli;

import dev.cambrian.core.CambrianException;

/** A command cannot be carried out; the status tells whose fault that is. */
final class CliException extends CambrianException {

  private static final long serialVersionUID = 1L;

  private final ExitStatus status;
  private boolean unknown;

  CliException(ExitStatus status, String message) {
    super(message);
    this.status = status;
  }

  CliException(ExitStatus status, String message, Throwable cause) {
    super(message, cause);
    this.status = status;
  }

  /** What was asked for is not there. */
  static CliException unknown(String message) {
    CliException unknown = usage(message);
    unknown.unknown = true;
    return unknown;
  }

  static CliException usage(String message) {
    return new CliException(ExitStatus.USAGE, message);
  }

  /** Whether what was asked for is not there. */
  boolean isUnknown() {
    return unknown;
  }

  ExitStatus status() {
    return status;
  }
}
