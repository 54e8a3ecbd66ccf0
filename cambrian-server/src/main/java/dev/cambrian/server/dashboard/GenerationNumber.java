package dev.cambrian.server.dashboard;

import dev.cambrian.core.json.Quote;
import dev.cambrian.server.supervisor.RequestException;
import dev.cambrian.server.supervisor.RequestException.Kind;
import io.javalin.http.Context;

/** Numbers in addresses. */
final class GenerationNumber {
  private static final int SHOWN = 60;

  private GenerationNumber() {}

  /** The generation of an address with {@code {generation}} in it. */
  static int of(Context context) {
    return of(context, "generation");
  }

  /** Another number from 1. */
  static int of(Context context, String name) {
    String text = context.pathParam(name);
    if (!text.matches("[1-9][0-9]{0,8}")) {
      throw new RequestException(
          Kind.MALFORMED, "%s is a number from 1, not %s".formatted(name, Quote.of(text, SHOWN)));
    }
    return Integer.parseInt(text);
  }
}
