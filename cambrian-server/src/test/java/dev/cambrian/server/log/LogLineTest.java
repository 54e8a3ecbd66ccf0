package dev.cambrian.server.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cambrian.core.json.Json;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.OptionalInt;
import java.util.logging.Formatter;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

@DisplayNameGeneration(ReplaceUnderscores.class)
final class LogLineTest {
  private static final String HOSTILE =
      "a\nb\r\u2028c\u0085d\u001b[31m\u202Ee\u0000\"}\\{0}%s" + "x".repeat(10_000);

  private static String line(Formatter formatter, String text, OptionalInt generation) {
    LogRecord record = new LogRecord(Level.WARNING, text);
    record.setInstant(Instant.parse("2026-03-04T12:00:00.123456Z"));
    record.setParameters(new Object[] {new LogLine.Facts("thing.happened", "api", generation)});
    return formatter.format(record);
  }

  @Test
  void for_programs_a_line_is_one_object() {
    String line = line(new LogLine.ForPrograms(), "text", OptionalInt.of(7));

    assertThat(line)
        .isEqualTo(
            "{\"time\":\"2026-03-04T12:00:00.123Z\",\"level\":\"warn\",\"event\":\"thing.happened\","
                + "\"component\":\"api\",\"generation\":7,\"text\":\"text\"}\n");
  }

  @Test
  void for_people_a_line_has_time_level_event_and_generation() {
    assertThat(line(new LogLine.ForPeople(ZoneOffset.UTC), "text", OptionalInt.of(7)))
        .isEqualTo("12:00:00.123 warn  thing.happened gen-7  text" + System.lineSeparator());
  }

  @Test
  void hostile_text_stays_one_line() {
    String json = line(new LogLine.ForPrograms(), HOSTILE, OptionalInt.empty());
    String text = line(new LogLine.ForPeople(ZoneOffset.UTC), HOSTILE, OptionalInt.empty());

    JsonNode parsed = Json.parse(json);
    assertThat(parsed.get("text").stringValue()).startsWith("a\nb\r\u2028c").hasSize(2_001);
    for (String line : new String[] {json, text}) {
      assertThat(line.strip().codePoints())
          .noneMatch(it -> it < ' ' || it == 0x7f || it == 0x85 || it == 0x2028 || it == 0x2029);
    }
    assertThat(text).doesNotContain("\u202e").hasSizeLessThan(3_000);
  }

  @Test
  void a_library_s_line_is_told_apart() {
    LogRecord record = new LogRecord(Level.SEVERE, "broken");
    record.setLoggerName("org.eclipse.jetty.server.Thing");
    record.setThrown(new IllegalStateException("why\nwhy"));
    record.setInstant(Instant.EPOCH);

    JsonNode parsed = Json.parse(new LogLine.ForPrograms().format(record));

    assertThat(parsed.get("event").stringValue()).isEqualTo("library");
    assertThat(parsed.get("component").stringValue()).isEqualTo("Thing");
    assertThat(parsed.get("level").stringValue()).isEqualTo("error");
    assertThat(parsed.get("text").stringValue()).contains("broken: ", "why");
  }
}
