package dev.cambrian.server.terminal;

import dev.cambrian.core.Elapsed;
import dev.cambrian.core.llm.TokenUsage;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.OptionalLong;

/** Figures as people read them; the same in every locale. */
public final class Format {

  private static final DateTimeFormatter MINUTE =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm", Locale.ROOT);

  private static final int DIGITS = 12;

  private Format() {}

  /** {@code 0.04 s}, {@code 12.3 s}, {@code 4:05 min}, {@code 1:02:03 h}. */
  public static String duration(Duration duration) {
    return Elapsed.text(duration);
  }

  /** An estimate, coarser than a measurement: {@code ~9 s}, {@code ~4:05 min}. */
  public static String about(Duration duration) {
    long seconds = Math.max(0, duration.plusMillis(500).toSeconds());
    return seconds < 60 ? "~" + seconds + " s" : "~" + duration(Duration.ofSeconds(seconds));
  }

  /** What is estimated to be left; where that is over, nobody knows. */
  static String left(Duration duration) {
    return duration.toMillis() < 500 ? "longer than usual" : about(duration) + " left";
  }

  /** {@code 12,345}. */
  public static String count(long count) {
    return String.format(Locale.ROOT, "%,d", count);
  }

  /**
   * A sum: {@code 12,345}, {@code at least 12,345} where parts of it are not known, {@code unknown}
   * where nothing of it is.
   *
   * @param known whether all parts of it are
   */
  public static String count(long count, boolean known) {
    return sum(count, known, count(count));
  }

  /**
   * The same; {@code ~12,345} where parts are not known and all of it is estimated.
   *
   * @param estimate of the whole; empty where there is none
   */
  public static String count(long count, boolean known, OptionalLong estimate) {
    return known || estimate.isEmpty() ? count(count, known) : "~" + count(estimate.getAsLong());
  }

  /** A sum of millionths of a dollar; in words as {@link #count(long, boolean)}. */
  public static String cost(long microUsd, boolean known) {
    return sum(microUsd, known, cost(OptionalLong.of(microUsd)));
  }

  private static String sum(long sum, boolean known, String text) {
    return known ? text : sum == 0 ? "unknown" : "at least " + text;
  }

  /** As many digits of a hash as tell those of one home apart: {@code 0123456789ab}. */
  public static String digits(String hash) {
    return hash(hash).substring(hash.indexOf(':') + 1);
  }

  /** The same with the name of the algorithm: {@code sha256:0123456789ab}. */
  public static String hash(String hash) {
    return hash.substring(0, Math.min(hash.length(), hash.indexOf(':') + 1 + DIGITS));
  }

  /** {@code 1,200 tokens in, 340 out}; a provider that tells no tokens leaves them unknown. */
  public static String tokens(TokenUsage usage) {
    return usage.total() == 0
        ? "tokens unknown"
        : "%s tokens in, %s out".formatted(count(usage.input()), count(usage.output()));
  }

  /** {@code $0.0123} for millionths of a dollar, {@code unknown} where the price is not known. */
  public static String cost(OptionalLong microUsd) {
    if (microUsd.isEmpty()) {
      return "unknown";
    }
    long micro = microUsd.getAsLong();
    return micro == 0 ? "$0" : String.format(Locale.ROOT, "$%.4f", micro / 1e6);
  }

  /** To the minute, in a time zone. */
  public static String time(Instant instant, ZoneId zone) {
    return MINUTE.withZone(zone).format(instant);
  }
}
