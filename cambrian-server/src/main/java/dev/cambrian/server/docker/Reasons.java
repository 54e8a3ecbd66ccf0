package dev.cambrian.server.docker;

import java.util.Optional;

/** What went wrong, in one line, out of nested exceptions of a client library. */
final class Reasons {
  private static final int MOST = 300;

  private Reasons() {}

  static String of(Throwable problem) {
    Throwable deepest = problem;
    while (deepest.getCause() != null) {
      deepest = deepest.getCause();
    }
    String message =
        Optional.ofNullable(deepest.getMessage()).orElseGet(deepest.getClass()::getSimpleName);
    String line = message.strip().replaceAll("\\s+", " ");
    return line.length() > MOST ? line.substring(0, MOST) + "…" : line;
  }
}
