package dev.cambrian.core.fuzz;

import java.nio.charset.StandardCharsets;

/** The words in which the fuzz targets state what must hold; cheap enough for a million times. */
public final class Law {
  private Law() {}

  /**
   * Ends the run with a finding unless the law holds.
   *
   * @param broken what is wrong where it does not
   */
  public static void holds(boolean law, String broken) {
    if (!law) {
      throw new AssertionError(broken);
    }
  }

  /** A message for people: one line of printable ASCII (and {@code …}) at a bounded length. */
  public static void isMessage(String text, int most) {
    holds(!text.isBlank() && text.length() <= most, "a message is blank or too long: " + text);
    holds(
        text.chars().allMatch(c -> (c >= ' ' && c <= '~') || c == '…'),
        "a message has more than printable ASCII: " + text);
  }

  /** Whether UTF-8 can carry the text, so that nothing of it is lost where it is kept. */
  public static boolean isUnicode(String text) {
    return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8).equals(text);
  }
}
