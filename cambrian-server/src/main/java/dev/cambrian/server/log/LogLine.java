package dev.cambrian.server.log;

import dev.cambrian.core.json.Json;
import dev.cambrian.server.terminal.JsonText;
import dev.cambrian.server.terminal.SafeText;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.logging.Formatter;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import tools.jackson.databind.node.ObjectNode;

/** How one line of the log looks. What it tells may be hostile text: it stays one line. */
final class LogLine {
  private static final int MOST = 2_000;

  private LogLine() {}

  /**
   * What a line tells beside its text.
   *
   * @param event what happened, dotted
   */
  record Facts(String event, String component, OptionalInt generation) {
    static Facts of(LogRecord line) {
      Object[] parameters = line.getParameters();
      if (parameters != null && parameters.length == 1 && parameters[0] instanceof Facts facts) {
        return facts;
      }
      String logger = String.valueOf(line.getLoggerName());
      return new Facts(
          "library", logger.substring(logger.lastIndexOf('.') + 1), OptionalInt.empty());
    }
  }

  private static String level(Level level) {
    int value = level.intValue();
    return value >= Level.SEVERE.intValue()
        ? "error"
        : value >= Level.WARNING.intValue()
            ? "warn"
            : value >= Level.INFO.intValue() ? "info" : "debug";
  }

  private static String text(LogRecord line) {
    String text = String.valueOf(line.getMessage());
    if (line.getThrown() != null) {
      text += ": " + line.getThrown();
    }
    return text.length() > MOST ? text.substring(0, MOST) + "…" : text;
  }

  /** For people: local time, level, generation, text. */
  static final class ForPeople extends Formatter {
    private final DateTimeFormatter time;

    ForPeople(ZoneId zone) {
      this.time = DateTimeFormatter.ofPattern("HH:mm:ss.SSS", Locale.ROOT).withZone(zone);
    }

    @Override
    public String format(LogRecord line) {
      Facts facts = Facts.of(line);
      String generation =
          facts.generation().isPresent() ? " gen-" + facts.generation().getAsInt() : "";
      return "%s %-5s %s%s  %s%n"
          .formatted(
              time.format(line.getInstant()),
              level(line.getLevel()),
              facts.event(),
              generation,
              SafeText.line(text(line)));
    }
  }

  /** For programs: one JSON object a line. */
  static final class ForPrograms extends Formatter {
    @Override
    public String format(LogRecord line) {
      Facts facts = Facts.of(line);
      Instant at = line.getInstant().truncatedTo(ChronoUnit.MILLIS);
      ObjectNode json =
          Json.object()
              .put("time", DateTimeFormatter.ISO_INSTANT.format(at))
              .put("level", level(line.getLevel()))
              .put("event", facts.event())
              .put("component", facts.component());
      facts.generation().ifPresent(it -> json.put("generation", it));
      json.put("text", text(line));
      return JsonText.line(json) + "\n";
    }
  }
}
