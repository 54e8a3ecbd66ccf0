package dev.cambrian.rig;

/** The rig was called in a way that it does not know; the message says what to write instead. */
final class RigUsageException extends RigException {
  private static final long serialVersionUID = 1L;

  RigUsageException(String message) {
    super(message);
  }
}
