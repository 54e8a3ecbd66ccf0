package dev.cambrian.core.spec;

import java.util.ArrayList;
import java.util.List;

/**
 * A text by lines, each with its end. A line ends as CommonMark says: with LF, CR LF or CR, never
 * with U+2028 or its like.
 */
record SourceText(List<String> lines) {

  static SourceText of(String text) {
    List<String> lines = new ArrayList<>();
    int start = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean crBeforeLf = c == '\r' && i + 1 < text.length() && text.charAt(i + 1) == '\n';
      if (c == '\n' || (c == '\r' && !crBeforeLf)) {
        lines.add(text.substring(start, i + 1));
        start = i + 1;
      }
    }
    if (start < text.length()) {
      lines.add(text.substring(start));
    }
    return new SourceText(lines);
  }

  /** The line of that index from 0, without its end. */
  String bare(int index) {
    String line = lines.get(index);
    int end = line.length();
    while (end > 0 && (line.charAt(end - 1) == '\n' || line.charAt(end - 1) == '\r')) {
      end--;
    }
    return line.substring(0, end);
  }

  /** The lines from that index to before another, from 0. */
  String between(int from, int to) {
    return String.join("", lines.subList(from, to));
  }
}
