package dev.cambrian.server.dashboard;

import dev.cambrian.core.json.Quote;
import dev.cambrian.server.supervisor.RequestException;
import dev.cambrian.server.supervisor.RequestException.Kind;
import io.javalin.http.Context;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.function.Function;

/**
 * What the address of a page asks for, in its path and behind the question mark. What a form leaves
 * empty is not asked for. Everything else throws {@link RequestException} as MALFORMED, which names
 * the parameter, what it must be and what it is.
 */
final class Parameters {
  /** The highest number that is shown by itself; no form takes a higher one. */
  static final int HIGHEST = 999_999_999;

  private static final long HIGHEST_POSITION = 999_999_999_999_999_999L;
  private static final int SHOWN = 60;

  private Parameters() {}

  /** Given once at most. */
  static Optional<String> text(Context context, String name) {
    List<String> given = context.queryParams(name);
    if (given.size() > 1) {
      throw new RequestException(Kind.MALFORMED, name + " is given more than once");
    }
    return given.stream().map(String::strip).filter(it -> !it.isEmpty()).findFirst();
  }

  /** A number from 1 to {@link #HIGHEST}. */
  static OptionalInt number(Context context, String name) {
    return text(context, name)
        .map(it -> OptionalInt.of(number(name, it)))
        .orElse(OptionalInt.empty());
  }

  /** A position in the history, from 0. */
  static OptionalLong position(Context context, String name) {
    return text(context, name)
        .map(it -> OptionalLong.of(whole(name, it, 0, HIGHEST_POSITION)))
        .orElse(OptionalLong.empty());
  }

  /** The generation of an address with {@code {generation}} in it. */
  static int generation(Context context) {
    return numberOf(context, "generation");
  }

  /** A number in the path, from 1 to {@link #HIGHEST}. */
  static int numberOf(Context context, String name) {
    return number(name, context.pathParam(name));
  }

  /** A position in the path, from 0. */
  static long positionOf(Context context, String name) {
    return whole(name, context.pathParam(name), 0, HIGHEST_POSITION);
  }

  /**
   * One of several words.
   *
   * @param known gives what a word stands for
   */
  static <T> Optional<T> word(
      Context context, String name, Function<String, Optional<T>> known, String words) {
    return text(context, name)
        .map(it -> known.apply(it).orElseThrow(() -> wrong(name, "one of " + words, it)));
  }

  /**
   * A number from 1 to {@link #HIGHEST}.
   *
   * @param name what it is called where it is refused
   */
  static int number(String name, String text) {
    return Math.toIntExact(whole(name, text, 1, HIGHEST));
  }

  private static long whole(String name, String text, long least, long most) {
    if (text.matches("0|[1-9][0-9]{0,17}")) {
      long number = Long.parseLong(text);
      if (number >= least && number <= most) {
        return number;
      }
    }
    throw wrong(name, "a whole number from %d to %d".formatted(least, most), text);
  }

  private static RequestException wrong(String name, String allowed, String given) {
    return new RequestException(
        Kind.MALFORMED, "%s must be %s, not %s".formatted(name, allowed, Quote.of(given, SHOWN)));
  }
}
