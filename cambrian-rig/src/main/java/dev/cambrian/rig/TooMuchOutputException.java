package dev.cambrian.rig;

import dev.cambrian.core.verdict.Limit;
import java.util.Optional;

/** The build left more than any honest build does, or what nobody can copy. */
final class TooMuchOutputException extends Exception {
  private static final long serialVersionUID = 1L;

  static final int MAX_ENTRIES = 50_000;
  static final long MAX_BYTES = 2L << 30;
  static final int MAX_DEPTH = 64;

  private final Optional<Limit> limit;

  TooMuchOutputException(Limit limit) {
    super(
        "the build left more than "
            + MAX_ENTRIES
            + " files, 2 GiB or "
            + MAX_DEPTH
            + " levels of directories");
    this.limit = Optional.of(limit);
  }

  /** The build left what cannot be copied. */
  TooMuchOutputException(String why) {
    super("what the build left cannot be copied for the tests: " + why);
    this.limit = Optional.empty();
  }

  /** What there is too much of, if that is the fault. */
  Optional<Limit> limit() {
    return limit;
  }
}
