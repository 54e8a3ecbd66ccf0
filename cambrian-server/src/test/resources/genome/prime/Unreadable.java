package prime;

/** An answer that is no set of files; the message says why, for the model and for people. */
final class Unreadable extends Exception {
  private static final long serialVersionUID = 1;

  Unreadable(String reason) {
    super(reason);
  }
}
