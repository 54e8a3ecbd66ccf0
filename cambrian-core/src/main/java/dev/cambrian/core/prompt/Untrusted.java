package dev.cambrian.core.prompt;

import java.util.regex.Pattern;

/**
 * Puts text that an artifact or a model wrote into a prompt: capped, without control characters,
 * fenced.
 */
public final class Untrusted {
  private static final Pattern MARKER = Pattern.compile("(?im)^([ \\t]*)<(?=/?untrusted)");

  private Untrusted() {}

  /**
   * Fit to stand between an {@code <untrusted …>} line and its {@code </untrusted>} line: no line
   * of the text looks like either, and where there is no text it says so.
   */
  public static String inBlock(String text) {
    return text.isBlank() ? "(none)" : MARKER.matcher(text.strip()).replaceAll("$1< ");
  }

  /** At most {@code most} characters on one line. */
  public static String line(String text, int most) {
    String flat = clean(text).replace('\n', ' ').strip();
    return flat.length() <= most ? flat : start(flat, most - 1) + "…";
  }

  /** The last {@code most} characters, in a fence that the text cannot close. */
  public static String tail(String text, int most) {
    String clean = clean(text);
    return fenced(clean.length() <= most ? clean : "…" + end(clean, most - 1));
  }

  /** In a fence that is longer than any run of backticks in the text. */
  public static String fenced(String text) {
    int longest = 2;
    int run = 0;
    for (int i = 0; i < text.length(); i++) {
      run = text.charAt(i) == '`' ? run + 1 : 0;
      longest = Math.max(longest, run);
    }
    String fence = "`".repeat(longest + 1);
    return fence + "text\n" + text + (text.endsWith("\n") ? "" : "\n") + fence;
  }

  /**
   * Without control characters but line feeds and tabs, without format characters and halves of
   * pairs.
   */
  public static String clean(String text) {
    StringBuilder clean = new StringBuilder(text.length());
    text.codePoints()
        .filter(
            c ->
                c == '\n'
                    || c == '\t'
                    || (!Character.isISOControl(c) && Character.getType(c) != Character.FORMAT))
        .filter(c -> Character.getType(c) != Character.SURROGATE)
        .forEach(clean::appendCodePoint);
    return clean.toString();
  }

  /** The first characters, at most {@code most}, with no half of a pair. */
  public static String start(String text, int most) {
    int end = Math.min(most, text.length());
    boolean splits =
        end > 0 && end < text.length() && Character.isHighSurrogate(text.charAt(end - 1));
    return text.substring(0, splits ? end - 1 : end);
  }

  /** The last characters, at most {@code most}, with no half of a pair. */
  public static String end(String text, int most) {
    int start = Math.max(0, text.length() - most);
    boolean splits =
        start > 0 && start < text.length() && Character.isLowSurrogate(text.charAt(start));
    return text.substring(splits ? start + 1 : start);
  }
}
