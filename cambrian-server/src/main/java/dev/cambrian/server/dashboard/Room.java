package dev.cambrian.server.dashboard;

/**
 * How much hostile text a page still bears, all its lines and blocks together: each alone may be
 * short, and there may be any number of them. For one page, which one thread renders.
 */
final class Room {
  /** Characters of a page, as they are written: about, since the last text may go beyond it. */
  static final int PAGE = 2_000_000;

  private final int longestLine;
  private int left;

  /**
   * @param characters as they are written, after escaping
   * @param longestLine that is shown whole
   */
  Room(int characters, int longestLine) {
    this.left = characters;
    this.longestLine = longestLine;
  }

  /** For lines of code side by side. */
  static Room forCode() {
    return new Room(PAGE, 500);
  }

  /** For lines of prose, which are paragraphs. */
  static Room forProse() {
    return new Room(PAGE, 2_000);
  }

  /** One line, cut where it is long or the page is full; says how much is missing. */
  String line(String text) {
    String safe = Cut.line(text, Math.min(longestLine, left));
    take(safe);
    return safe;
  }

  /** The beginning of a text. */
  Cut head(String text, int most) {
    Cut cut = Cut.head(text, Math.min(most, left));
    take(cut.text());
    return cut;
  }

  private void take(String safe) {
    long written = safe.length() + 4 * safe.chars().filter(it -> "<>&\"'".indexOf(it) >= 0).count();
    left = (int) Math.max(0, left - written);
  }
}
