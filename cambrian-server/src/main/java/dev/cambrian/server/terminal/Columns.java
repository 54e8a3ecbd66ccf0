package dev.cambrian.server.terminal;

import java.util.EnumSet;
import java.util.Set;

/**
 * How many columns of a terminal safe text takes: two for East Asian wide characters and for emoji
 * (Unicode Standard Annex 11), none for marks that stand on the letter before, one for all others,
 * those that are written from right to left among them.
 */
final class Columns {
  private static final Set<Character.UnicodeScript> WIDE =
      EnumSet.of(
          Character.UnicodeScript.HAN,
          Character.UnicodeScript.HIRAGANA,
          Character.UnicodeScript.KATAKANA,
          Character.UnicodeScript.BOPOMOFO,
          Character.UnicodeScript.HANGUL,
          Character.UnicodeScript.YI,
          Character.UnicodeScript.TANGUT,
          Character.UnicodeScript.NUSHU,
          Character.UnicodeScript.KHITAN_SMALL_SCRIPT);

  private Columns() {}

  static int of(String text) {
    int columns = 0;
    for (int i = 0; i < text.length(); ) {
      int c = text.codePointAt(i);
      columns += of(c);
      i += Character.charCount(c);
    }
    return columns;
  }

  /**
   * The longest beginning that takes no more than so many columns; a mark stays with its letter.
   *
   * @param columns 0 or less: nothing
   */
  static String beginning(String text, int columns) {
    int left = Math.max(0, columns);
    for (int i = 0; i < text.length(); ) {
      int c = text.codePointAt(i);
      left -= of(c);
      if (left < 0) {
        return text.substring(0, i);
      }
      i += Character.charCount(c);
    }
    return columns <= 0 ? "" : text;
  }

  private static int of(int c) {
    if (c < 0x300) {
      return 1;
    }
    return switch (Character.getType(c)) {
      case Character.NON_SPACING_MARK, Character.ENCLOSING_MARK, Character.FORMAT -> 0;
      default -> isJoined(c) ? 0 : isWide(c) ? 2 : 1;
    };
  }

  /** The vowels and finals that make one syllable with the letter before. */
  private static boolean isJoined(int c) {
    return (c >= 0x1160 && c <= 0x11ff) || (c >= 0xd7b0 && c <= 0xd7ff);
  }

  private static boolean isWide(int c) {
    if (c >= 0xff61 && c <= 0xffdc) {
      return false;
    }
    return (c >= 0x2e80 && c <= 0x303e)
        || (c >= 0x30a0 && c <= 0x33ff)
        || (c >= 0xfe30 && c <= 0xfe6f)
        || (c >= 0xff01 && c <= 0xff60)
        || (c >= 0xffe0 && c <= 0xffe6)
        || Character.isEmojiPresentation(c)
        || WIDE.contains(Character.UnicodeScript.of(c));
  }
}
