package dev.cambrian.server.dashboard;

import dev.cambrian.server.supervisor.RequestException;
import dev.cambrian.server.supervisor.RequestException.Kind;
import io.javalin.http.Context;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;

/** What stands behind the question mark of an address; an empty value is an absent one. */
final class Parameters {
  private Parameters() {}

  static Optional<String> text(Context context, String name) {
    return Optional.ofNullable(context.queryParam(name))
        .map(String::strip)
        .filter(it -> !it.isEmpty());
  }

  /**
   * A whole number from 1.
   *
   * @throws RequestException where it is something else
   */
  static OptionalInt number(Context context, String name) {
    Optional<String> text = text(context, name);
    if (text.isEmpty()) {
      return OptionalInt.empty();
    }
    return text.filter(it -> it.matches("[1-9][0-9]{0,8}"))
        .map(it -> OptionalInt.of(Integer.parseInt(it)))
        .orElseThrow(
            () ->
                new RequestException(
                    Kind.MALFORMED, "%s must be a number from 1 to 999999999".formatted(name)));
  }

  /**
   * One of several words.
   *
   * @param known gives what a word stands for
   * @throws RequestException where it is another word
   */
  static <T> Optional<T> word(
      Context context, String name, Function<String, Optional<T>> known, String words) {
    return text(context, name)
        .map(
            it ->
                known
                    .apply(it)
                    .orElseThrow(
                        () ->
                            new RequestException(
                                Kind.MALFORMED, "%s must be one of %s".formatted(name, words))));
  }
}
