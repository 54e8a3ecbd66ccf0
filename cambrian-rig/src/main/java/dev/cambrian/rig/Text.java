package dev.cambrian.rig;

import dev.cambrian.core.verdict.ViabilityReport.Failure;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/** Cutting and showing text, most of which an artifact printed. */
final class Text {
  private static final List<String> UNITS = List.of("byte", "KiB", "MiB", "GiB");

  private Text() {}

  /** The last lines, at most so many and at most so many bytes of UTF-8. */
  static String tail(String text, int lines, int bytes) {
    int from = text.length();
    int seen = 0;
    int size = 0;
    while (from > 0) {
      char c = text.charAt(from - 1);
      if (c == '\n' && from < text.length() && ++seen >= lines) {
        break;
      }
      size += Character.isSurrogate(c) ? 2 : utf8Length(c);
      if (size > bytes) {
        break;
      }
      from--;
    }
    if (from < text.length() && Character.isLowSurrogate(text.charAt(from))) {
      from++;
    }
    return text.substring(from);
  }

  private static int utf8Length(char c) {
    return c < 0x80 ? 1 : c < 0x800 ? 2 : 3;
  }

  /** At most {@link Failure#MAX_ERROR} characters, with an ellipsis where it was cut. */
  static String error(String text) {
    return cut(text.strip(), Failure.MAX_ERROR);
  }

  /** At most so many code points. */
  static String cut(String text, int max) {
    if (text.codePointCount(0, text.length()) <= max) {
      return text;
    }
    return text.substring(0, text.offsetByCodePoints(0, max - 1)) + "…";
  }

  static String firstLine(String text) {
    return text.strip().lines().findFirst().orElse("");
  }

  static String seconds(Duration duration) {
    return duration.toMillis() % 1000 == 0
        ? duration.toSeconds() + " s"
        : String.format(Locale.ROOT, "%.1f s", duration.toMillis() / 1000.0);
  }

  static String plural(long count, String thing) {
    return count + " " + thing + (count == 1 ? "" : "s");
  }

  /**
   * Hostile text for a terminal: control and format characters, and those that no font is sure to
   * know, become visible escapes.
   */
  static String visible(String text) {
    StringBuilder out = new StringBuilder(text.length());
    text.codePoints()
        .forEach(
            c -> {
              int type = Character.getType(c);
              if (c == '\n' || c == '\t') {
                out.append((char) c);
              } else if (type == Character.CONTROL
                  || type == Character.FORMAT
                  || type == Character.SURROGATE
                  || type == Character.PRIVATE_USE
                  || type == Character.UNASSIGNED
                  || type == Character.LINE_SEPARATOR
                  || type == Character.PARAGRAPH_SEPARATOR) {
                out.append(String.format(Locale.ROOT, "\\u%04X", c));
              } else {
                out.appendCodePoint(c);
              }
            });
    return out.toString();
  }

  /** Like {@link #visible}, with the ends of lines shown too. */
  static String oneLine(String text) {
    return visible(text.strip()).replace("\n", "\\n").replace("\t", "\\t");
  }

  /** Such as {@code 64 MiB}, in the largest unit that is exact. */
  static String bytes(long bytes) {
    long count = bytes;
    int unit = 0;
    while (unit < 3 && count > 0 && count % 1024 == 0) {
      count /= 1024;
      unit++;
    }
    return unit == 0 ? plural(count, "byte") : count + " " + UNITS.get(unit);
  }

  static int utf8Size(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }
}
