package dev.cambrian.core.event;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.regex.Pattern;

/** What the compact constructors of events demand. */
final class EventChecks {
  private static final Pattern HASH = Pattern.compile("sha256:[0-9a-f]{64}");

  private static final Pattern CAMPAIGN = Pattern.compile(CampaignEvent.ID);

  private static final Instant YEAR_0 = Instant.parse("0000-01-01T00:00:00Z");
  private static final Instant YEAR_10000 = Instant.parse("+10000-01-01T00:00:00Z");

  private EventChecks() {}

  /** In whole milliseconds, as it is stored. */
  static Optional<Instant> time(String name, Optional<Instant> value) {
    value.ifPresent(
        it -> {
          if (it.isBefore(YEAR_0) || !it.isBefore(YEAR_10000)) {
            throw new IllegalArgumentException(name + " must be in the years 0 to 9999, not " + it);
          }
        });
    return value.map(it -> it.truncatedTo(ChronoUnit.MILLIS));
  }

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

  static void campaign(String id) {
    if (!CAMPAIGN.matcher(id).matches()) {
      throw new IllegalArgumentException(
          "a campaign's id is 1 to 63 of a-z, 0-9 and -, and begins with no -; not " + id);
    }
  }

  static void filled(String name, String value) {
    if (value.isBlank()) {
      throw new IllegalArgumentException(name + " must not be blank");
    }
  }

  static void that(boolean holds, String otherwise) {
    if (!holds) {
      throw new IllegalArgumentException(otherwise);
    }
  }

  /** In whole milliseconds, as it is stored. */
  static Duration elapsed(Duration value) {
    Duration stored = Duration.ofMillis(value.toMillis());
    atLeast(0, "elapsed", stored.toMillis());
    return stored;
  }

  static void earlier(String name, Optional<Integer> other, int generation) {
    if (other.isPresent() && other.get() >= generation) {
      throw new IllegalArgumentException(
          name + " must be below generation " + generation + ", not " + other.get());
    }
  }
}
