package dev.cambrian.server.imports;

/** Something that was found cannot be imported; the message is what is wrong, in one line. */
final class RefusedException extends Exception {

  private static final long serialVersionUID = 1L;

  RefusedException(String message) {
    super(message);
  }
}
