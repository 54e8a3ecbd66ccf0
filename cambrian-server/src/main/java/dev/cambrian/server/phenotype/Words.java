package dev.cambrian.server.phenotype;

import java.util.Locale;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The words of a text, small: names whole ({@code max_retries}, {@code spec-hash}, {@code /stats})
 * and by their parts, so that {@code maxRetries} meets {@code CAMBRIAN_MAX_RETRIES} and "retries".
 */
final class Words {
  private static final Pattern WHOLE = Pattern.compile("/?[A-Za-z0-9]+(?:[_./-][A-Za-z0-9]+)*");
  private static final Pattern PART = Pattern.compile("[0-9]+|[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[A-Z]+");

  private Words() {}

  static void of(String text, Consumer<String> words) {
    Matcher whole = WHOLE.matcher(text);
    while (whole.find()) {
      String name = whole.group().toLowerCase(Locale.ROOT);
      Matcher part = PART.matcher(whole.group());
      int parts = 0;
      String only = "";
      while (part.find()) {
        only = part.group().toLowerCase(Locale.ROOT);
        if (only.length() > 1) {
          words.accept(only);
        }
        parts++;
      }
      if (parts != 1 || !only.equals(name)) {
        words.accept(name);
      }
    }
  }
}
