package dev.cambrian.server.terminal;

/**
 * Makes text that somebody else wrote harmless on a screen. Control characters, escape sequences,
 * invisible and text-reversing characters and stray surrogates become visible escapes such as
 * {@code \x1b} or {@code \u202e}; everything else stays as it is.
 */
public final class SafeText {

  private SafeText() {}

  /** Several lines: line feeds and tabs stay; so does a carriage return before a line feed. */
  public static String block(String text) {
    return escape(text, true);
  }

  /** One line: line feeds and tabs are escaped too. */
  public static String line(String text) {
    return escape(text, false);
  }

  private static String escape(String text, boolean lines) {
    StringBuilder safe = null;
    for (int i = 0; i < text.length(); ) {
      int c = text.codePointAt(i);
      int length = Character.charCount(c);
      boolean kept = isPlain(c) || (lines && isLayout(text, i, c));
      if (!kept && safe == null) {
        safe = new StringBuilder(text.length() + 16).append(text, 0, i);
      }
      if (safe != null) {
        if (kept) {
          safe.appendCodePoint(c);
        } else {
          appendEscape(safe, c);
        }
      }
      i += length;
    }
    return safe == null ? text : safe.toString();
  }

  private static boolean isLayout(String text, int at, int c) {
    return c == '\n'
        || c == '\t'
        || (c == '\r' && at + 1 < text.length() && text.charAt(at + 1) == '\n');
  }

  private static boolean isPlain(int c) {
    if (c < 0x7f) {
      return c >= ' ';
    }
    return switch (Character.getType(c)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.SURROGATE,
          Character.PRIVATE_USE,
          Character.UNASSIGNED ->
          false;
      default -> true;
    };
  }

  private static void appendEscape(StringBuilder safe, int c) {
    switch (c) {
      case '\n' -> safe.append("\\n");
      case '\r' -> safe.append("\\r");
      case '\t' -> safe.append("\\t");
      default -> {
        if (c <= 0xff) {
          safe.append("\\x").append(hex(c, 2));
        } else {
          for (char unit : Character.toChars(c)) {
            safe.append("\\u").append(hex(unit, 4));
          }
        }
      }
    }
  }

  private static String hex(int value, int digits) {
    String hex = Integer.toHexString(value);
    return "0".repeat(Math.max(0, digits - hex.length())) + hex;
  }
}
