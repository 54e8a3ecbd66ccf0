package dev.cambrian.rig;

/** What a container said is no report of the run that it was started for. */
public final class UntrustedReportException extends RigException {
  private static final long serialVersionUID = 1L;

  UntrustedReportException(String message) {
    super(message);
  }
}
