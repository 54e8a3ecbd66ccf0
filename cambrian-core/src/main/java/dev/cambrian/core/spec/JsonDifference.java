package dev.cambrian.core.spec;

import dev.cambrian.core.json.Quote;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/**
 * Finds the first place where two JSON values differ. Types are strict: an integer equals no
 * fraction ({@code 1}, {@code 1.0}), numbers of one type equal by value, the order of members is
 * free.
 */
final class JsonDifference {
  private static final int SHOWN = 80;

  private JsonDifference() {}

  /** One line such as {@code at /a/0: expected 1, got "1"}. */
  static Optional<String> first(JsonNode expected, JsonNode actual) {
    return first("", expected, actual);
  }

  private static Optional<String> first(String at, JsonNode expected, JsonNode actual) {
    if (expected.isObject() && actual.isObject()) {
      return members(at, expected, actual);
    }
    if (expected.isArray() && actual.isArray()) {
      return elements(at, expected, actual);
    }
    return equal(expected, actual)
        ? Optional.empty()
        : different(at, "expected " + show(expected) + ", got " + show(actual));
  }

  private static Optional<String> members(String at, JsonNode expected, JsonNode actual) {
    for (var member : expected.properties()) {
      JsonNode there = actual.get(member.getKey());
      if (there == null) {
        return different(at, "member " + Quote.of(member.getKey(), SHOWN) + " is missing");
      }
      Optional<String> difference =
          first(at + "/" + Quote.bare(member.getKey(), 40), member.getValue(), there);
      if (difference.isPresent()) {
        return difference;
      }
    }
    for (String name : actual.propertyNames()) {
      if (!expected.has(name)) {
        return different(at, "member " + Quote.of(name, SHOWN) + " is not expected");
      }
    }
    return Optional.empty();
  }

  private static Optional<String> elements(String at, JsonNode expected, JsonNode actual) {
    if (expected.size() != actual.size()) {
      return different(at, "expected " + expected.size() + " elements, got " + actual.size());
    }
    for (int i = 0; i < expected.size(); i++) {
      Optional<String> difference = first(at + "/" + i, expected.get(i), actual.get(i));
      if (difference.isPresent()) {
        return difference;
      }
    }
    return Optional.empty();
  }

  private static boolean equal(JsonNode expected, JsonNode actual) {
    if (expected.isIntegralNumber() && actual.isIntegralNumber()) {
      return expected.bigIntegerValue().equals(actual.bigIntegerValue());
    }
    if (expected.isFloatingPointNumber() && actual.isFloatingPointNumber()) {
      return expected.decimalValue().compareTo(actual.decimalValue()) == 0;
    }
    return expected.getNodeType() == actual.getNodeType()
        && !expected.isNumber()
        && expected.equals(actual);
  }

  private static Optional<String> different(String at, String what) {
    return Optional.of(at.isEmpty() ? what : "at " + at + ": " + what);
  }

  private static String show(JsonNode node) {
    return switch (node.getNodeType()) {
      case OBJECT -> "an object";
      case ARRAY -> "an array";
      case STRING -> Quote.literal(node.stringValue(), SHOWN);
      case NUMBER, BOOLEAN, NULL, BINARY, MISSING, POJO -> Quote.bare(node.asString(), SHOWN);
    };
  }
}
