package dev.cambrian.core.verdict;

import dev.cambrian.core.CambrianException;

/** A document is no viability report. What it was to prove stays unproven; it is no verdict. */
public final class ReportException extends CambrianException {
  private static final long serialVersionUID = 1L;

  private final String member;

  ReportException(String member, String problem) {
    super("not a viability report: " + member + " " + problem);
    this.member = member;
  }

  ReportException(String problem, Throwable cause) {
    super("not a viability report: " + problem, cause);
    this.member = "";
  }

  /** The offending member, such as {@code checks.test.tests_run}; empty where it is no JSON. */
  public String member() {
    return member;
  }
}
