package dev.cambrian.rig;

/** The machine, not the artifact, keeps the rig from a verdict. The message says what mends it. */
public sealed class InfrastructureException extends RigException permits WallsException {
  private static final long serialVersionUID = 1L;

  InfrastructureException(String message) {
    super(message);
  }

  InfrastructureException(String message, Throwable cause) {
    super(message + ": " + cause.getMessage(), cause);
  }
}
