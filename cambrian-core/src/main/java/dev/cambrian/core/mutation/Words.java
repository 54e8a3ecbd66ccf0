package dev.cambrian.core.mutation;

import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/**
 * The words of prose, code and paths: runs of letters and digits in lower case, and of {@code
 * camelCase} its parts too. A single character is no word.
 */
final class Words {
  private static final int MAX_LENGTH = 60;

  private final Set<String> found = new TreeSet<>();

  private Words() {}

  /** In one order, so that sums over them are the same each time. */
  static Set<String> of(String text) {
    Words words = new Words();
    int start = 0;
    for (int i = 0; i <= text.length(); i++) {
      if (i == text.length() || !Character.isLetterOrDigit(text.charAt(i))) {
        words.add(text, start, i);
        start = i + 1;
      }
    }
    return words.found;
  }

  private void add(String text, int start, int end) {
    keep(text, start, end);
    int part = start;
    for (int i = start + 1; i < end; i++) {
      if (Character.isUpperCase(text.charAt(i)) && !Character.isUpperCase(text.charAt(i - 1))) {
        keep(text, part, i);
        part = i;
      }
    }
    if (part > start) {
      keep(text, part, end);
    }
  }

  private void keep(String text, int start, int end) {
    if (end - start > 1 && end - start <= MAX_LENGTH) {
      found.add(text.substring(start, end).toLowerCase(Locale.ROOT));
    }
  }
}
