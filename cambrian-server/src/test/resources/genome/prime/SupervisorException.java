package prime;

/** The Supervisor said no, or is gone. */
final class SupervisorException extends Exception {
  private static final long serialVersionUID = 1;

  final int status;

  SupervisorException(String message, int status) {
    super(message);
    this.status = status;
  }
}
