package dev.cambrian.server.cli;

import dev.cambrian.server.reproduce.Link;

/** What the {@code cambrian} process ends with: the one table of its exit codes. */
public enum ExitStatus {
  OK(0, "done; viable; everything agrees"),
  NEGATIVE(1, "nothing viable was grown; non-viable; a check found a defect"),
  /** Input counts as bad as long as nothing was begun. */
  USAGE(2, "wrong usage or bad input, such as a recording that is missing or there already"),
  /** A recording that turns out to be missing then is a model that does not answer. */
  INFRASTRUCTURE(
      3,
      "this machine or the model's provider could not do it: no JDK, no sandbox, no network, disk full, the budget used up, a recording missing in the middle of a growth, …"),
  TIMED_OUT(124, "what was waited for did not come within --timeout"),
  INTERRUPTED(
      130,
      "interrupted, 143 where it was by SIGTERM; what was running is closed and its processes are gone");

  private final int code;
  private final String meaning;

  ExitStatus(int code, String meaning) {
    this.code = code;
    this.meaning = meaning;
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

  /** In a line. */
  public String meaning() {
    return meaning;
  }
}
