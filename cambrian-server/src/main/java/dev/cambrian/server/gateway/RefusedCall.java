package dev.cambrian.server.gateway;

import dev.cambrian.core.CambrianException;

/** A call that gets an error for its answer; the message goes to the client. */
final class RefusedCall extends CambrianException {
  private static final long serialVersionUID = 1L;
  private final ErrorKind kind;
  private final boolean again;

  private RefusedCall(ErrorKind kind, String message, boolean again) {
    super(message);
    this.kind = kind;
    this.again = again;
  }

  static RefusedCall of(ErrorKind kind, String message) {
    return new RefusedCall(kind, message, true);
  }

  /** One that a client should not try again, whatever its status. */
  static RefusedCall forGood(ErrorKind kind, String message) {
    return new RefusedCall(kind, message, false);
  }

  static RefusedCall invalid(String message) {
    return of(ErrorKind.INVALID_REQUEST, message);
  }

  ErrorKind kind() {
    return kind;
  }

  boolean again() {
    return again;
  }
}
