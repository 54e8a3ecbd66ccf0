package dev.cambrian.rig;

/** Bubblewrap did not get as far as starting a command. */
final class WallsException extends InfrastructureException {
  private static final long serialVersionUID = 1L;

  WallsException(String message) {
    super(message);
  }
}
