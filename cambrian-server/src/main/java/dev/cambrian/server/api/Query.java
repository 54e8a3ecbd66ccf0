package dev.cambrian.server.api;

import dev.cambrian.core.json.Quote;
import dev.cambrian.server.supervisor.RequestException;
import dev.cambrian.server.supervisor.RequestException.Kind;
import io.javalin.http.Context;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** The parameters in a request's path and query, with strict types. */
final class Query {
  private static final int SHOWN = 60;

  private Query() {}

  static int generation(Context context, String name) {
    return number(name, context.pathParam(name), 1, Integer.MAX_VALUE);
  }

  static OptionalInt integer(Context context, String name, int least, int most) {
    Optional<String> text = text(context, name);
    return text.isEmpty()
        ? OptionalInt.empty()
        : OptionalInt.of(number(name, text.get(), least, most));
  }

  static Optional<String> text(Context context, String name) {
    List<String> given = context.queryParams(name);
    if (given.size() > 1) {
      throw new RequestException(Kind.MALFORMED, name + " is given more than once");
    }
    return given.stream().findFirst();
  }

  private static int number(String name, String text, int least, int most) {
    if (text.matches("-?[0-9]{1,10}")) {
      long number = Long.parseLong(text);
      if (number >= least && number <= most) {
        return (int) number;
      }
    }
    throw new RequestException(
        Kind.MALFORMED,
        "%s must be an integer from %d to %d, not %s"
            .formatted(name, least, most, Quote.of(text, SHOWN)));
  }
}
