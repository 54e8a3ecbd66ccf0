package dev.cambrian.core.spec;

import dev.cambrian.core.json.MalformedJsonException;
import dev.cambrian.core.json.Quote;
import dev.cambrian.core.json.StrictJson;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/** Holds a response against an {@link Expectation}; pure. */
public final class ExpectationCheck {
  /** The most characters of one message. */
  public static final int MAX_MESSAGE = 500;

  private static final int SHOWN = 120;

  private ExpectationCheck() {}

  /**
   * Every member that does not hold, one line each; empty exactly when the response is as expected.
   * What the response said is quoted, escaped to printable ASCII and cut. A body that is no JSON by
   * {@link StrictJson}, such as one with a duplicate member or NaN, equals nothing.
   *
   * @param headers names in any case
   * @param body as received; where it was cut, it is no JSON any more
   */
  public static List<String> mismatches(
      Expectation expect, int status, Map<String, List<String>> headers, byte[] body) {
    List<String> found = new ArrayList<>();
    if (status != expect.status()) {
      found.add("status: expected " + expect.status() + ", got " + status);
    }
    expect.contentType().ifPresent(type -> contentType(type, headers, found));
    expect.headers().forEach((name, value) -> header(name, value, headers, found));
    if (expect.body().isPresent() || !expect.bodyHasKeys().isEmpty()) {
      json(expect, body, found);
    }
    expect.bodyContains().ifPresent(part -> contains(part, body, found));
    return found.stream().map(ExpectationCheck::bounded).toList();
  }

  private static void contentType(
      String expected, Map<String, List<String>> headers, List<String> found) {
    List<String> values = values("content-type", headers);
    if (values.size() != 1) {
      found.add(
          "content-type: expected %s, got %d headers of that name"
              .formatted(Quote.of(expected, SHOWN), values.size()));
    } else if (!mediaType(expected).equals(mediaType(values.getFirst()))) {
      found.add(
          "content-type: expected %s, got %s"
              .formatted(Quote.of(expected, SHOWN), Quote.of(values.getFirst(), SHOWN)));
    }
  }

  private static String mediaType(String value) {
    int parameters = value.indexOf(';');
    String type = parameters < 0 ? value : value.substring(0, parameters);
    return type.strip().toLowerCase(Locale.ROOT);
  }

  private static void header(
      String name, String expected, Map<String, List<String>> headers, List<String> found) {
    List<String> values = values(name, headers);
    if (!values.contains(expected)) {
      found.add(
          "header %s: expected %s, got %s"
              .formatted(
                  Quote.bare(name, 60),
                  Quote.of(expected, SHOWN),
                  values.isEmpty() ? "none" : Quote.of(values.getFirst(), SHOWN)));
    }
  }

  private static List<String> values(String name, Map<String, List<String>> headers) {
    List<String> values = new ArrayList<>();
    headers.forEach(
        (key, all) -> {
          if (key.equalsIgnoreCase(name)) {
            values.addAll(all);
          }
        });
    return values;
  }

  private static void json(Expectation expect, byte[] body, List<String> found) {
    JsonNode actual;
    try {
      actual = StrictJson.read(body);
    } catch (MalformedJsonException e) {
      found.add("body: no JSON: %s; it begins %s".formatted(e.reason(), begin(body)));
      return;
    }
    expect
        .body()
        .flatMap(expected -> JsonDifference.first(expected, actual))
        .ifPresent(difference -> found.add("body: " + difference));
    List<String> missing =
        expect.bodyHasKeys().stream()
            .filter(key -> !(actual.isObject() && actual.has(key)))
            .toList();
    if (!missing.isEmpty()) {
      Optional<String> why =
          actual.isObject() ? Optional.empty() : Optional.of(", the body is no object");
      found.add("body: no member " + Quote.of(missing.getFirst(), SHOWN) + why.orElse(""));
    }
  }

  private static void contains(String part, byte[] body, List<String> found) {
    if (!new String(body, StandardCharsets.UTF_8).contains(part)) {
      found.add(
          "body: expected to contain %s, it begins %s"
              .formatted(Quote.of(part, SHOWN), begin(body)));
    }
  }

  private static String begin(byte[] body) {
    int length = Math.min(body.length, SHOWN + 1);
    return Quote.of(new String(body, 0, length, StandardCharsets.UTF_8), SHOWN);
  }

  private static String bounded(String message) {
    return message.length() <= MAX_MESSAGE ? message : message.substring(0, MAX_MESSAGE - 1) + "…";
  }
}
