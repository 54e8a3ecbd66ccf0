package dev.cambrian.server.phenotype;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/** Tells by its form what a string or number in the code is about. */
final class Literals {
  private static final Pattern PATH = Pattern.compile("/[A-Za-z0-9._~{}:?=&%/*-]{0,100}");
  private static final Pattern VARIABLE = Pattern.compile("[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+");
  private static final Pattern HEADER = Pattern.compile("[A-Z][A-Za-z0-9]*(?:-[A-Z][A-Za-z0-9]*)+");
  private static final Pattern NAME = Pattern.compile("[A-Za-z][A-Za-z0-9]*(?:[._-][A-Za-z0-9]+)*");
  private static final Pattern NUMERIC = Pattern.compile("-?[0-9]{1,18}(?:\\.[0-9]{1,9})?");
  private static final Set<String> METHODS =
      Set.of("GET", "POST", "PUT", "DELETE", "PATCH", "HEAD", "OPTIONS");
  private static final Set<String> HEADERS =
      Set.of(
          "accept",
          "allow",
          "authorization",
          "content-length",
          "content-type",
          "host",
          "location",
          "retry-after",
          "x-api-key");
  private static final Set<Integer> STATUSES =
      Set.of(
          200, 201, 202, 204, 301, 302, 303, 304, 307, 308, 400, 401, 403, 404, 405, 406, 408, 409,
          410, 411, 412, 413, 414, 415, 416, 422, 425, 428, 429, 431, 500, 501, 502, 503, 504, 505);

  /** Below that a number says nothing. */
  private static final int TRIVIAL = 2;

  private Literals() {}

  static void string(Traits traits, String text, String path, int line, Set<String> context) {
    String shown = text.strip();
    if (shown.length() < 2 || shown.length() > 4 * Traits.MAX_TEXT) {
      return;
    }
    // A piece of a sentence that is put together: one word of it says nothing.
    boolean piece = shown.length() < text.length();
    if (piece && shown.indexOf(' ') < 0) {
      return;
    }
    String lower = shown.toLowerCase(Locale.ROOT);
    if (METHODS.contains(shown)) {
      traits.add(Kind.ENDPOINT, "method " + shown, path, line, context);
    } else if (PATH.matcher(shown).matches()) {
      traits.add(Kind.ENDPOINT, "path " + shown, path, line, context);
    } else if (VARIABLE.matcher(shown).matches()) {
      traits.add(Kind.LITERAL, "variable " + shown, path, line, context);
    } else if (HEADERS.contains(lower) || HEADER.matcher(shown).matches()) {
      traits.add(Kind.LITERAL, "header " + lower, path, line, context);
    } else if (NAME.matcher(shown).matches()) {
      traits.add(Kind.LITERAL, "name " + shown, path, line, context);
    } else {
      traits.add(
          Kind.WORDING, "text \"" + shown.replaceAll("\\s+", " ") + '"', path, line, context);
    }
  }

  static void number(Traits traits, String number, String path, int line, Set<String> context) {
    if (isStatus(number)) {
      traits.add(Kind.ENDPOINT, "status or number " + number, path, line, context);
    } else if (!trivial(number)) {
      traits.add(Kind.LITERAL, "number " + number, path, line, context);
    }
  }

  /** A value that stands beside a name in one call: {@code of("LIMIT", 5)}. */
  static void beside(
      Traits traits, String name, List<String> values, String path, int line, Set<String> context) {
    if (!values.isEmpty() && isName(name)) {
      traits.add(
          Kind.CONSTANT,
          "value beside \"" + name + '"',
          String.join(", ", values),
          path,
          line,
          context);
    }
  }

  static boolean isName(String text) {
    return text.length() >= 3
        && text.length() <= 80
        && (NAME.matcher(text).matches()
            || VARIABLE.matcher(text).matches()
            || (text.length() > 1 && PATH.matcher(text).matches()));
  }

  static boolean numeric(String text) {
    return text.length() <= 30 && NUMERIC.matcher(text).matches();
  }

  /** A name in capitals. */
  static boolean isConstantName(String name) {
    return name.length() >= 2
        && name.chars().allMatch(c -> c == '_' || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9'))
        && name.chars().anyMatch(c -> c >= 'A' && c <= 'Z');
  }

  private static boolean isStatus(String number) {
    return number.length() == 3
        && number.chars().allMatch(c -> c >= '0' && c <= '9')
        && STATUSES.contains(Integer.parseInt(number));
  }

  private static boolean trivial(String number) {
    return number.length() == 1 && number.charAt(0) - '0' <= TRIVIAL;
  }
}
