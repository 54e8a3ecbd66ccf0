package dev.cambrian.server.cli;

/** What the {@code cambrian} process ends with. */
public enum ExitStatus {
  /** Done; where something was judged: viable. */
  OK(0),
  /** Non-viable, nothing promoted, or a check found a defect. */
  NEGATIVE(1),
  /** Called in a way that it does not know, or with input that it cannot use. */
  USAGE(2),
  /** Something around Cambrian failed: disk, database, sandbox, model, program. */
  INFRASTRUCTURE(3),
  /** Ctrl-C or a request to end. */
  INTERRUPTED(130);

  private final int code;

  ExitStatus(int code) {
    this.code = code;
  }

  public int code() {
    return code;
  }
}
