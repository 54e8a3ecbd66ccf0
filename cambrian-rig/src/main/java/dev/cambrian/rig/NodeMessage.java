package dev.cambrian.rig;

import dev.cambrian.core.verdict.ViabilityReport.Failure;
import java.util.OptionalInt;

/**
 * The message of a failed test of node's junit reporter, which takes the ends of lines out of it
 * and escapes its quotes twice. The details begin with the same message as it was.
 */
final class NodeMessage {
  /** More than a report keeps, so that it can tell that it was cut. */
  private static final int ENOUGH = Failure.MAX_ERROR + 100;

  /** The details begin with the error's class and code. */
  private static final int FAR = 200;

  private NodeMessage() {}

  /** As it stands in the details; as it is where it does not stand there. */
  static String withBreaks(String message, String details) {
    String wanted = message.substring(0, Math.min(message.length(), ENOUGH));
    int from = 0;
    while (from >= 0 && from <= FAR) {
      OptionalInt to = end(wanted, details, from);
      if (to.isEmpty()) {
        to = end(wanted.replace("&quot;", "\""), details, from);
      }
      if (to.isPresent()) {
        return details.substring(from, to.getAsInt());
      }
      int mark = details.indexOf(": ", from);
      from = mark < 0 ? -1 : mark + 2;
    }
    return message.replace("&quot;", "\"");
  }

  /** Where a text ends that begins there and differs in nothing but white space. */
  private static OptionalInt end(String wanted, String text, int from) {
    int at = from;
    for (int i = 0; i < wanted.length(); i++) {
      char c = wanted.charAt(i);
      if (Character.isWhitespace(c)) {
        continue;
      }
      while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
        at++;
      }
      if (at == text.length() || text.charAt(at) != c) {
        return OptionalInt.empty();
      }
      at++;
    }
    return OptionalInt.of(at);
  }
}
