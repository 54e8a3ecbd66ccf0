package dev.cambrian.core.history;

/** What must be true of a stream for an append to it to happen. */
public sealed interface WriteCondition {
  /** The stream may be in any state. */
  record Any() implements WriteCondition {}

  /** The stream has no event yet. */
  record NoStream() implements WriteCondition {}

  /** The last event of the stream has this version, at least 1. */
  record AtVersion(long version) implements WriteCondition {
    public AtVersion {
      if (version < 1) {
        throw new IllegalArgumentException("a stream's version is at least 1, not " + version);
      }
    }
  }

  static WriteCondition any() {
    return new Any();
  }

  static WriteCondition noStream() {
    return new NoStream();
  }

  static WriteCondition atVersion(long version) {
    return new AtVersion(version);
  }
}
