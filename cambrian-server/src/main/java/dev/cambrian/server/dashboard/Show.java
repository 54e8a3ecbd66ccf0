package dev.cambrian.server.dashboard;

import dev.cambrian.core.history.GenerationRecord;
import dev.cambrian.core.history.Outcome;
import dev.cambrian.server.terminal.Format;
import dev.cambrian.server.terminal.SafeText;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;

/** Values as the pages show them. Templates escape what comes from here like everything else. */
final class Show {
  private static final DateTimeFormatter SECOND =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss", Locale.ROOT).withZone(ZoneOffset.UTC);

  private static final DateTimeFormatter CLOCK =
      DateTimeFormatter.ofPattern("HH:mm:ss", Locale.ROOT).withZone(ZoneOffset.UTC);

  private Show() {}

  /** Hostile text on one line: what would change how other text reads is spelt out. */
  static String line(String text) {
    return SafeText.line(text);
  }

  /** The same, cut to that many characters. */
  static String line(String text, int most) {
    String safe = SafeText.line(text.length() > most * 4 ? text.substring(0, most * 4) : text);
    return safe.length() <= most ? safe : safe.substring(0, most - 1) + "…";
  }

  /** Hostile text of several lines. */
  static String block(String text) {
    return SafeText.block(text);
  }

  static String duration(Duration duration) {
    return Format.duration(duration);
  }

  static String duration(Optional<Duration> duration) {
    return duration.map(Format::duration).orElse("");
  }

  static String count(long count) {
    return Format.count(count);
  }

  /** Of a generation, in and out; nothing yet of one that goes on. */
  static String tokens(GenerationRecord record) {
    long total = record.usage().total();
    if (total > 0) {
      return count(total);
    }
    return record.outcome() == Outcome.IN_PROGRESS ? "" : "unknown";
  }

  /** A sum, of which parts may be unknown. */
  static String count(long count, boolean known) {
    return Format.count(count, known);
  }

  static String cost(OptionalLong microUsd) {
    return Format.cost(microUsd);
  }

  static String cost(long microUsd) {
    return Format.cost(OptionalLong.of(microUsd));
  }

  /** {@code 12 KiB}. */
  static String bytes(long bytes) {
    if (bytes < 1024) {
      return bytes + " bytes";
    }
    return bytes < 10 * 1024 * 1024
        ? Format.count(bytes / 1024) + " KiB"
        : Format.count(bytes / (1024 * 1024)) + " MiB";
  }

  /** For people, in UTC. */
  static String time(Instant instant) {
    return SECOND.format(instant);
  }

  /** The time of the day, in UTC. */
  static String clock(Instant instant) {
    return CLOCK.format(instant);
  }

  /** {@code sha256:1234567890ab}. */
  static String hash(String hash) {
    return Format.hash(hash);
  }

  /** {@code 1234567890ab}. */
  static String digits(String hash) {
    return Format.digits(hash);
  }

  /** The shape and colour of an outcome, as {@code mark.jte} draws it. */
  static String mark(GenerationRecord record) {
    return mark(record.outcome());
  }

  static String mark(Outcome outcome) {
    return outcome.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** An outcome in words. */
  static String outcome(Outcome outcome) {
    return switch (outcome) {
      case IN_PROGRESS -> "in progress";
      case TESTED -> "tested, not promoted";
      case PROMOTED -> "promoted";
      case FAILED -> "failed";
      case TIMEOUT -> "timed out";
    };
  }
}
