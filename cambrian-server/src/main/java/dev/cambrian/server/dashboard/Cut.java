package dev.cambrian.server.dashboard;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Hostile text as much of it as a page bears, made harmless.
 *
 * @param text safe
 * @param missing how many characters are not shown, the ends of long lines left out of account
 */
record Cut(String text, long missing) {
  /** What one page shows of one text. */
  static final int BLOCK = 200_000;

  private static final int LONGEST_LINE = 2_000;

  boolean isCut() {
    return missing > 0;
  }

  boolean isBlank() {
    return text.isBlank();
  }

  /** Its beginning. */
  static Cut head(String text, int most) {
    int end = Math.min(text.length(), most);
    return of(text.substring(0, whole(text, end)), text.length() - whole(text, end));
  }

  /** Its end: the last lines of the last characters. */
  static Cut tail(String text, int lines, int most) {
    int begin = text.length() - Math.min(text.length(), most);
    int from = text.length();
    for (int i = 0; i < lines && from > begin; i++) {
      from = text.lastIndexOf('\n', from - 2) + 1;
    }
    from = whole(text, Math.max(from, begin));
    return of(text.substring(from), from);
  }

  /** Not in the midst of a character. */
  private static int whole(String text, int at) {
    return at > 0 && at < text.length() && Character.isLowSurrogate(text.charAt(at)) ? at - 1 : at;
  }

  private static Cut of(String text, long missing) {
    return new Cut(
        text.lines().map(it -> line(it, LONGEST_LINE)).collect(Collectors.joining("\n")), missing);
  }

  /** One line, tabs kept. */
  static String line(String line, int most) {
    if (line.length() <= most) {
      return Show.block(line);
    }
    int end = whole(line, most);
    return Show.block(line.substring(0, end))
        + " … %s more characters".formatted(Show.count(line.length() - end));
  }

  /** As a list, one for each line of the safe text. */
  List<String> lines() {
    return new ArrayList<>(text.lines().toList());
  }
}
