package dev.cambrian.rig;

import dev.cambrian.core.verdict.Limit;

/** The build left more than any honest build does. */
final class TooMuchOutputException extends Exception {
  private static final long serialVersionUID = 1L;

  static final int MAX_ENTRIES = 50_000;
  static final long MAX_BYTES = 2L << 30;
  static final int MAX_DEPTH = 64;

  private final Limit limit;

  TooMuchOutputException(Limit limit) {
    super(
        "the build left more than "
            + MAX_ENTRIES
            + " files, 2 GiB or "
            + MAX_DEPTH
            + " levels of directories");
    this.limit = limit;
  }

  /** What there is too much of. */
  Limit limit() {
    return limit;
  }
}
