package dev.cambrian.core.examine;

import dev.cambrian.core.spec.Contract;
import dev.cambrian.core.spec.HttpMethod;
import dev.cambrian.core.spec.Spec;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Whether a contract asks something that a spec speaks of. A rough sieve: it keeps what a model
 * made up from being counted against code, and does not say that the rest is right.
 */
final class Plausibility {
  /** Which the rig's own exchange sets, or which change what an exchange is. */
  private static final Set<String> OWN_HEADERS =
      Set.of(
          "host",
          "connection",
          "content-length",
          "transfer-encoding",
          "upgrade",
          "expect",
          "te",
          "trailer");

  private final String text;

  Plausibility(Spec spec) {
    this.text = spec.text();
  }

  /** What is said against it, in one line. */
  Optional<String> objection(Contract contract) {
    Optional<String> header =
        contract.headers().keySet().stream()
            .filter(it -> OWN_HEADERS.contains(it.toLowerCase(Locale.ROOT)))
            .findFirst();
    if (header.isPresent()) {
      return Optional.of("the header " + header.get() + " is the rig's own");
    }
    int status = contract.expect().status();
    if (status < 200) {
      return Optional.of("a status below 200 is no final answer");
    }
    boolean refused = status >= 400 && status < 500;
    if (!refused && !names(contract.path())) {
      return Optional.of(
          "the spec names no path that begins with " + first(contract.path()) + ", to succeed");
    }
    if (!refused
        && contract.method() != HttpMethod.GET
        && !text.contains(contract.method().name())) {
      return Optional.of("the spec never speaks of " + contract.method());
    }
    return Optional.empty();
  }

  /** Whether the first segment stands in the spec as that of a path. */
  private boolean names(String path) {
    String first = first(path);
    for (int at = text.indexOf(first); at >= 0; at = text.indexOf(first, at + 1)) {
      int end = at + first.length();
      boolean begins = at == 0 || !partOfPath(text.charAt(at - 1));
      boolean ends = end == text.length() || !partOfWord(text.charAt(end));
      if (begins && ends) {
        return true;
      }
    }
    return false;
  }

  /** Such as {@code /echo} of {@code /echo/a?b}. */
  private static String first(String path) {
    int end = 1;
    while (end < path.length() && "/?#".indexOf(path.charAt(end)) < 0) {
      end++;
    }
    return path.substring(0, end);
  }

  private static boolean partOfPath(char c) {
    return partOfWord(c) || c == '/';
  }

  private static boolean partOfWord(char c) {
    return Character.isLetterOrDigit(c) || c == '_' || c == '-' || c == '%';
  }
}
