package dev.cambrian.core.json;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.function.Function;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Reads the members of one JSON object with strict types: {@code "7"}, {@code 7.5}, {@code 7.0} and
 * {@code true} are no integers, an explicit {@code null} is no absent member. Unknown members are
 * ignored. Every refusal is a {@link JsonException} of one line with the JSON path.
 */
public final class Members {
  private final ObjectNode node;
  private final String path;

  private Members(ObjectNode node, String path) {
    this.node = node;
    this.path = path;
  }

  /** The members of a document. */
  public static Members of(JsonNode document) {
    return at(document, "$");
  }

  /** The members of a part of a document; {@code path} is used in messages. */
  public static Members at(JsonNode node, String path) {
    if (node instanceof ObjectNode object) {
      return new Members(object, path);
    }
    throw wrong(path, "an object", node);
  }

  public ObjectNode node() {
    return node;
  }

  public String path() {
    return path;
  }

  public boolean has(String name) {
    return node.has(name);
  }

  public JsonNode require(String name) {
    JsonNode value = node.get(name);
    if (value == null) {
      throw new JsonException(path(name), "is missing");
    }
    return value;
  }

  public Optional<JsonNode> optional(String name) {
    return Optional.ofNullable(node.get(name));
  }

  public int requireInt(String name) {
    return requireInt(name, Integer.MIN_VALUE);
  }

  public int requireInt(String name, int min) {
    return Math.toIntExact(integer(name, require(name), min, Integer.MAX_VALUE));
  }

  public Optional<Integer> optionalInt(String name, int min) {
    return optional(name)
        .map(value -> Math.toIntExact(integer(name, value, min, Integer.MAX_VALUE)));
  }

  public long requireLong(String name, long min) {
    return integer(name, require(name), min, Long.MAX_VALUE);
  }

  public OptionalLong optionalLong(String name, long min) {
    JsonNode value = node.get(name);
    return value == null
        ? OptionalLong.empty()
        : OptionalLong.of(integer(name, value, min, Long.MAX_VALUE));
  }

  /** An integer or a fraction, as near as a {@code double} comes to it. */
  public double requireNumber(String name) {
    return number(name, require(name));
  }

  public OptionalDouble optionalNumber(String name) {
    JsonNode value = node.get(name);
    return value == null ? OptionalDouble.empty() : OptionalDouble.of(number(name, value));
  }

  public boolean requireBoolean(String name) {
    JsonNode value = require(name);
    if (!value.isBoolean()) {
      throw wrong(path(name), "true or false", value);
    }
    return value.booleanValue();
  }

  public String requireString(String name) {
    return string(path(name), require(name));
  }

  public Optional<String> optionalString(String name) {
    return optional(name).map(value -> string(path(name), value));
  }

  /** A string that names a constant; {@code known} answers empty for any other. */
  public <T> T requireNamed(String name, Function<String, Optional<T>> known) {
    return named(name, requireString(name), known);
  }

  public <T> Optional<T> optionalNamed(String name, Function<String, Optional<T>> known) {
    return optionalString(name).map(id -> named(name, id, known));
  }

  public Members requireObject(String name) {
    return at(require(name), path(name));
  }

  public Optional<Members> optionalObject(String name) {
    return optional(name).map(value -> at(value, path(name)));
  }

  public List<Members> requireObjects(String name) {
    List<Members> objects = new ArrayList<>();
    JsonNode array = array(name);
    for (int i = 0; i < array.size(); i++) {
      objects.add(at(array.get(i), path(name) + "[" + i + "]"));
    }
    return objects;
  }

  public List<String> requireStrings(String name) {
    List<String> strings = new ArrayList<>();
    JsonNode array = array(name);
    for (int i = 0; i < array.size(); i++) {
      strings.add(string(path(name) + "[" + i + "]", array.get(i)));
    }
    return strings;
  }

  private JsonNode array(String name) {
    JsonNode value = require(name);
    if (!value.isArray()) {
      throw wrong(path(name), "an array", value);
    }
    return value;
  }

  private long integer(String name, JsonNode value, long min, long max) {
    if (!value.isIntegralNumber()) {
      throw wrong(path(name), "an integer", value);
    }
    BigInteger integer = value.bigIntegerValue();
    if (integer.compareTo(BigInteger.valueOf(min)) < 0
        || integer.compareTo(BigInteger.valueOf(max)) > 0) {
      throw wrong(path(name), "an integer from " + min + " to " + max, value);
    }
    return integer.longValueExact();
  }

  private double number(String name, JsonNode value) {
    double number = value.isNumber() ? value.decimalValue().doubleValue() : Double.NaN;
    if (!Double.isFinite(number)) {
      throw wrong(path(name), "a number", value);
    }
    return number;
  }

  private <T> T named(String name, String id, Function<String, Optional<T>> known) {
    return known
        .apply(id)
        .orElseThrow(() -> new JsonException(path(name), "has the unknown value " + shown(id)));
  }

  private static String string(String path, JsonNode value) {
    if (!value.isString()) {
      throw wrong(path, "a string", value);
    }
    return value.stringValue();
  }

  private static JsonException wrong(String path, String expected, JsonNode actual) {
    return new JsonException(path, "must be " + expected + ", not " + shown(Json.write(actual)));
  }

  private static String shown(String text) {
    String line = text.replaceAll("\\p{Cntrl}", " ");
    return line.length() <= 60 ? line : line.substring(0, 60) + "…";
  }

  private String path(String name) {
    return path + "." + name;
  }
}
