package dev.cambrian.core.event;

import dev.cambrian.core.json.Members;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** Times within the data of events: RFC 3339 in UTC with exactly three decimals. */
final class EventTimes {
  private static final Pattern FORM =
      Pattern.compile(
          "[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}[.][0-9]{3}Z", Pattern.DOTALL);
  private static final DateTimeFormatter WRITTEN =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  private EventTimes() {}

  static String text(Instant instant) {
    return WRITTEN.format(instant);
  }

  static Optional<Instant> optional(Members data, String name) {
    return data.optionalString(name).map(text -> instant(data, name, text));
  }

  private static Instant instant(Members data, String name, String text) {
    if (FORM.matcher(text).matches()) {
      try {
        return Instant.parse(text);
      } catch (DateTimeException noRealTime) {
        throw new IllegalArgumentException("%s.%s: is no real time".formatted(data.path(), name));
      }
    }
    throw new IllegalArgumentException(
        "%s.%s: must be a time such as 2026-01-31T12:00:00.000Z".formatted(data.path(), name));
  }
}
