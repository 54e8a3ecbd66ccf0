package dev.cambrian.core.history;

import java.time.Duration;

/**
 * How a history file is used.
 *
 * @param busyTimeout how long to wait for another process that writes
 * @param readers the most read-only connections at once
 */
record SqliteSettings(Duration busyTimeout, int readers) {
  static final SqliteSettings STANDARD = new SqliteSettings(Duration.ofSeconds(10), 4);
}
