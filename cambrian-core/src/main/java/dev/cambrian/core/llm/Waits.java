package dev.cambrian.core.llm;

import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * How long to wait before the next attempt of one exchange: what {@code retry-after} asks, capped,
 * else 1, 2, 4, … 60 s. Empty once the waits together would pass the cap, or the network failed too
 * often in a row.
 */
final class Waits {
  private static final Pattern SECONDS = Pattern.compile("\\d{1,9}(\\.\\d{1,9})?");
  private static final int LONGEST_STEP = 60;

  private final HttpLimits limits;
  private Duration waited = Duration.ZERO;
  private int steps;
  private int networkFailures;

  Waits(HttpLimits limits) {
    this.limits = limits;
  }

  Optional<Duration> next(AttemptFailed failure) {
    return switch (failure.kind()) {
      case REFUSED -> Optional.empty();
      case BUSY -> {
        networkFailures = 0;
        yield spend(failure.retryAfter().map(this::capped).orElseGet(this::step));
      }
      case NETWORK ->
          ++networkFailures > limits.networkFailures() ? Optional.empty() : spend(step());
    };
  }

  Duration waited() {
    return waited;
  }

  private Duration capped(Duration asked) {
    return asked.compareTo(limits.singleWait()) > 0 ? limits.singleWait() : asked;
  }

  private Duration step() {
    int seconds = Math.min(LONGEST_STEP, 1 << Math.min(steps, 6));
    steps++;
    return Duration.ofSeconds(seconds);
  }

  private Optional<Duration> spend(Duration wait) {
    Duration sum = waited.plus(wait);
    if (sum.compareTo(limits.totalWait()) > 0) {
      return Optional.empty();
    }
    waited = sum;
    return Optional.of(wait);
  }

  /**
   * Reads a {@code retry-after} header: seconds or an HTTP date (RFC 9110, 10.2.3). Empty for what
   * is absent, malformed, negative, zero or past.
   */
  static Optional<Duration> retryAfter(@Nullable String header, Clock clock) {
    if (header == null) {
      return Optional.empty();
    }
    String value = header.strip();
    Duration wait;
    if (SECONDS.matcher(value).matches()) {
      wait = Duration.ofMillis((long) Math.ceil(Double.parseDouble(value) * 1000));
    } else {
      try {
        ZonedDateTime date = ZonedDateTime.parse(value, DateTimeFormatter.RFC_1123_DATE_TIME);
        wait = Duration.between(clock.instant(), date.toInstant());
      } catch (DateTimeException e) {
        return Optional.empty();
      }
    }
    return wait.isPositive() ? Optional.of(wait) : Optional.empty();
  }
}
