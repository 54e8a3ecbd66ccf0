package dev.cambrian.core.json;

import java.util.HexFormat;

/** Shows foreign text within a message: on one line, in printable ASCII, at a bounded length. */
public final class Quote {
  private Quote() {}

  /** The text in double quotes, cut with {@code …} beyond {@code limit} characters. */
  public static String of(String text, int limit) {
    return '"' + bare(text, limit) + '"';
  }

  /**
   * The same as a literal of JSON (RFC 8259, section 7): quotes and backslashes of the text are
   * escaped, so that a line feed and the two characters that stand for one are told apart.
   */
  public static String literal(String text, int limit) {
    return of(text.replace("\\", "\\\\").replace("\"", "\\\""), limit);
  }

  /** The same without the quotes around it; a plain ASCII text is itself. */
  public static String bare(String text, int limit) {
    StringBuilder shown = new StringBuilder(Math.min(text.length(), limit) + 8);
    for (int i = 0; i < text.length(); i++) {
      String next = escaped(text.charAt(i));
      if (shown.length() + next.length() > limit) {
        return shown.append('…').toString();
      }
      shown.append(next);
    }
    return shown.toString();
  }

  private static String escaped(char c) {
    return switch (c) {
      case '\n' -> "\\n";
      case '\r' -> "\\r";
      case '\t' -> "\\t";
      default -> c >= ' ' && c <= '~' ? String.valueOf(c) : "\\u" + HexFormat.of().toHexDigits(c);
    };
  }
}
