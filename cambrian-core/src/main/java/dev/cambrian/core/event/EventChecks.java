package dev.cambrian.core.event;

import java.util.Optional;
import java.util.regex.Pattern;

/** What the compact constructors of events demand. */
final class EventChecks {
  private static final Pattern HASH = Pattern.compile("sha256:[0-9a-f]{64}");

  private EventChecks() {}

  static void atLeast(long min, String name, long value) {
    if (value < min) {
      throw new IllegalArgumentException(name + " must be at least " + min + ", not " + value);
    }
  }

  static void hash(String name, String value) {
    if (!HASH.matcher(value).matches()) {
      throw new IllegalArgumentException(name + " must be sha256: and 64 hex digits, not " + value);
    }
  }

  static void earlier(String name, Optional<Integer> other, int generation) {
    if (other.isPresent() && other.get() >= generation) {
      throw new IllegalArgumentException(
          name + " must be below generation " + generation + ", not " + other.get());
    }
  }
}
