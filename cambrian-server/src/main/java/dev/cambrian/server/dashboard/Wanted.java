package dev.cambrian.server.dashboard;

import dev.cambrian.core.json.Quote;
import dev.cambrian.server.supervisor.RequestException;
import dev.cambrian.server.supervisor.RequestException.Kind;
import io.javalin.http.Context;
import java.util.List;
import java.util.Optional;

/** What a page's address asks for. What a form leaves empty is not asked for. */
final class Wanted {
  private static final int SHOWN = 60;

  private Wanted() {}

  static Optional<String> text(Context context, String name) {
    List<String> given = context.queryParams(name);
    if (given.size() > 1) {
      throw new RequestException(Kind.MALFORMED, name + " is given more than once");
    }
    return given.stream().map(String::strip).filter(it -> !it.isEmpty()).findFirst();
  }

  /** A whole number from 0 on. */
  static Optional<Long> number(Context context, String name, long most) {
    return text(context, name).map(it -> number(name, it, most));
  }

  static long number(String name, String text, long most) {
    if (text.matches("[0-9]{1,18}") && Long.parseLong(text) <= most) {
      return Long.parseLong(text);
    }
    throw new RequestException(
        Kind.MALFORMED,
        "%s must be a whole number from 0 to %d, not %s"
            .formatted(name, most, Quote.of(text, SHOWN)));
  }
}
