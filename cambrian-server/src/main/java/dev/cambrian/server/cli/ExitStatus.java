package dev.cambrian.server.cli;

import dev.cambrian.server.reproduce.Link;

/** What the {@code cambrian} process ends with. */
public enum ExitStatus {
  /** Done; where something was judged: viable. */
  OK(0),
  /** Non-viable, nothing promoted, or a check found a defect. */
  NEGATIVE(1),
  /**
   * Called in a way that it does not know, or with input that it cannot use; a recording that is
   * missing, broken or there already counts as input as long as nothing was begun.
   */
  USAGE(2),
  /**
   * Something around Cambrian failed: disk, database, sandbox, model, program. A recording that
   * turns out to be missing in the middle of a growth is a model that does not answer.
   */
  INFRASTRUCTURE(3),
  /** Ctrl-C or a request to end. */
  INTERRUPTED(130);

  private final int code;

  ExitStatus(int code) {
    this.code = code;
  }

  /** Of what fails by that fault. */
  static ExitStatus of(Link.Fault fault) {
    return switch (fault) {
      case CANDIDATE -> NEGATIVE;
      case INFRASTRUCTURE -> INFRASTRUCTURE;
      case INTERRUPTED -> INTERRUPTED;
    };
  }

  public int code() {
    return code;
  }
}
