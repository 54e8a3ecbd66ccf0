package dev.cambrian.server.dashboard;

import dev.cambrian.core.history.GenerationRecord;
import dev.cambrian.core.history.Outcome;
import dev.cambrian.server.terminal.Format;
import dev.cambrian.server.terminal.SafeText;
import dev.cambrian.server.view.LogEntry;
import dev.cambrian.server.view.Standing;
import dev.cambrian.server.view.Taken;
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

  /** What a generation took in tokens; nothing yet of one that goes on and took none so far. */
  static String tokens(LogEntry entry) {
    Taken taken = entry.taken();
    return entry.record().outcome() == Outcome.IN_PROGRESS && taken.total() == 0
        ? ""
        : taken.brief();
  }

  /** How long a generation took; of one that is judged, but not closed, that it is not. */
  static String took(LogEntry entry) {
    return entry
        .duration()
        .map(Format::duration)
        .orElseGet(() -> entry.record().viable().isPresent() ? "not closed yet" : "");
  }

  /** A sum, of which parts may be unknown. */
  static String count(long count, boolean known) {
    return Format.count(count, known);
  }

  /** The same; its estimate with a tilde where there is one and not all is known. */
  static String count(long count, boolean known, OptionalLong estimate) {
    return Format.count(count, known, estimate);
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
    return switch (Standing.of(record)) {
      case NON_VIABLE -> mark(Outcome.FAILED);
      case IN_PROGRESS, VIABLE, PROMOTED, VIABLE_TRIAL, FAILED, CANCELLED, TIMEOUT ->
          mark(record.outcome());
    };
  }

  static String mark(Outcome outcome) {
    return outcome.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** How it stands, in words. */
  static String outcome(GenerationRecord record) {
    return Standing.of(record).words();
  }

  /** An outcome in words, whatever the verdict. */
  static String outcome(Outcome outcome) {
    return switch (outcome) {
      case IN_PROGRESS -> "in progress";
      case TESTED -> "tested, not closed";
      case PROMOTED -> "promoted";
      case FAILED -> "failed";
      case TIMEOUT -> "timed out";
    };
  }
}
