package dev.cambrian.core.llm;

import java.math.BigDecimal;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The members of a JSON object with strict types: {@code "7"}, {@code 7.5} and {@code true} are no
 * integers. A breach is the caller's exception, made from one line that names the member.
 */
final class Members {
  private final ObjectNode node;
  private final String prefix;
  private final Function<String, ? extends RuntimeException> failure;

  Members(ObjectNode node, Function<String, ? extends RuntimeException> failure) {
    this(node, "", failure);
  }

  private Members(
      ObjectNode node, String prefix, Function<String, ? extends RuntimeException> failure) {
    this.node = node;
    this.prefix = prefix;
    this.failure = failure;
  }

  static Members of(
      JsonNode node, String what, Function<String, ? extends RuntimeException> failure) {
    if (node instanceof ObjectNode object) {
      return new Members(object, what, failure);
    }
    throw failure.apply(what + " must be an object");
  }

  boolean has(String name) {
    return node.has(name);
  }

  String string(String name) {
    return member(name, JsonNode::isString, "a string").stringValue();
  }

  Optional<String> optionalString(String name) {
    return has(name) ? Optional.of(string(name)) : Optional.empty();
  }

  boolean bool(String name) {
    return member(name, JsonNode::isBoolean, "true or false").booleanValue();
  }

  long integer(String name, long least) {
    JsonNode value =
        member(
            name,
            v -> v.isIntegralNumber() && v.canConvertToLong() && v.longValue() >= least,
            "an integer of at least " + least);
    return value.longValue();
  }

  int smallInteger(String name, int least) {
    JsonNode value =
        member(
            name,
            v -> v.isIntegralNumber() && v.canConvertToInt() && v.intValue() >= least,
            "an integer from " + least + " to " + Integer.MAX_VALUE);
    return value.intValue();
  }

  /** A number from 0 to a million. */
  BigDecimal price(String name) {
    BigDecimal most = BigDecimal.valueOf(1_000_000);
    JsonNode value =
        member(
            name,
            v ->
                v.isNumber()
                    && v.decimalValue().signum() >= 0
                    && v.decimalValue().compareTo(most) <= 0,
            "a number from 0 to a million");
    return value.decimalValue();
  }

  Members object(String name) {
    ObjectNode value = (ObjectNode) member(name, JsonNode::isObject, "an object");
    return new Members(value, prefix + name + ".", failure);
  }

  ArrayNode array(String name) {
    return (ArrayNode) member(name, JsonNode::isArray, "an array");
  }

  <T> T choice(String name, Function<String, Optional<T>> parse, String choices) {
    String value = string(name);
    return parse
        .apply(value)
        .orElseThrow(
            () -> failure.apply("%s%s must be one of %s".formatted(prefix, name, choices)));
  }

  RuntimeException wrong(String name, String expected) {
    return failure.apply("%s%s must be %s".formatted(prefix, name, expected));
  }

  private JsonNode member(String name, Predicate<JsonNode> right, String expected) {
    JsonNode value = node.get(name);
    if (value == null) {
      throw failure.apply("%s%s is missing".formatted(prefix, name));
    }
    if (!right.test(value)) {
      throw wrong(name, expected);
    }
    return value;
  }
}
