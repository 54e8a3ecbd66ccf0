package dev.cambrian.core.json;

import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.BooleanNode;
import tools.jackson.databind.node.DecimalNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.NullNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

/**
 * Reads exactly one JSON value by RFC 8259, in UTF-8 and nothing else: no duplicate member, no NaN,
 * no comment, no unpaired surrogate, nothing after the value, at most {@value #MAX_DEPTH} levels.
 * Integers stay integers and fractions keep their digits ({@code 1} and {@code 1.0} differ).
 */
public final class StrictJson {
  public static final int MAX_DEPTH = 200;

  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .streamReadConstraints(StreamReadConstraints.builder().maxNestingDepth(MAX_DEPTH).build())
          .build();

  private StrictJson() {}

  /**
   * @throws MalformedJsonException if that is no such value
   */
  public static JsonNode read(byte[] utf8) {
    return readLocated(decode(utf8)).root();
  }

  /**
   * @throws MalformedJsonException if that is no such value
   */
  public static JsonNode read(String text) {
    return readLocated(text).root();
  }

  /**
   * Reads and remembers the line of every value.
   *
   * @throws MalformedJsonException if that is no such value
   */
  public static LocatedJson readLocated(String text) {
    try (JsonParser parser = FACTORY.createParser(ObjectReadContext.empty(), text)) {
      JsonToken first = parser.nextToken();
      if (first == null) {
        throw new MalformedJsonException(1, "there is no JSON value");
      }
      LocatedJson value = value(parser, first);
      if (parser.nextToken() != null) {
        throw malformed(parser, "something follows the JSON value");
      }
      return value;
    } catch (StreamConstraintsException e) {
      throw new MalformedJsonException(
          line(e), "more than " + MAX_DEPTH + " levels, or a name or number that is too long");
    } catch (JacksonException e) {
      throw new MalformedJsonException(line(e), Quote.bare(e.getOriginalMessage(), 200));
    }
  }

  private static int line(JacksonException e) {
    return e.getLocation() == null ? 1 : Math.max(1, e.getLocation().getLineNr());
  }

  private static String decode(byte[] utf8) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(utf8)).toString();
    } catch (CharacterCodingException e) {
      throw new MalformedJsonException(1, "the bytes are not UTF-8");
    }
  }

  private static LocatedJson value(JsonParser parser, JsonToken token) {
    int line = line(parser);
    return switch (token) {
      case START_OBJECT -> object(parser, line);
      case START_ARRAY -> array(parser, line);
      case VALUE_STRING ->
          new LocatedJson(StringNode.valueOf(checked(parser, parser.getString())), new Lines(line));
      case VALUE_NUMBER_INT -> new LocatedJson(JsonTrees.integer(parser), new Lines(line));
      case VALUE_NUMBER_FLOAT ->
          new LocatedJson(DecimalNode.valueOf(fraction(parser)), new Lines(line));
      case VALUE_TRUE -> new LocatedJson(BooleanNode.TRUE, new Lines(line));
      case VALUE_FALSE -> new LocatedJson(BooleanNode.FALSE, new Lines(line));
      case VALUE_NULL -> new LocatedJson(NullNode.getInstance(), new Lines(line));
      case END_ARRAY, END_OBJECT, PROPERTY_NAME, NOT_AVAILABLE, VALUE_EMBEDDED_OBJECT ->
          throw malformed(parser, "unexpected " + token);
    };
  }

  private static LocatedJson object(JsonParser parser, int line) {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    Map<String, Lines> members = new LinkedHashMap<>();
    while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
      String name = checked(parser, parser.currentName());
      if (node.has(name)) {
        throw malformed(parser, "duplicate member " + Quote.of(name, 60));
      }
      LocatedJson value = value(parser, parser.nextToken());
      node.set(name, value.root());
      members.put(name, value.lines());
    }
    return new LocatedJson(node, new Lines(line, members, List.of()));
  }

  private static LocatedJson array(JsonParser parser, int line) {
    ArrayNode node = JsonNodeFactory.instance.arrayNode();
    List<Lines> elements = new ArrayList<>();
    for (JsonToken next = parser.nextToken();
        next != JsonToken.END_ARRAY;
        next = parser.nextToken()) {
      LocatedJson value = value(parser, next);
      node.add(value.root());
      elements.add(value.lines());
    }
    return new LocatedJson(node, new Lines(line, Map.of(), elements));
  }

  private static BigDecimal fraction(JsonParser parser) {
    try {
      BigDecimal value = parser.getDecimalValue();
      // Else 1e0 would be written as the integer 1, which is another value.
      return value.scale() == 0 ? value.setScale(1) : value;
    } catch (NumberFormatException e) {
      // Jackson lets it pass: its exponent is none that Java can hold.
      throw malformed(parser, "a number that is out of range");
    }
  }

  private static String checked(JsonParser parser, String text) {
    if (!StandardCharsets.UTF_8.newEncoder().canEncode(text)) {
      throw malformed(parser, "unpaired surrogate in a string");
    }
    return text;
  }

  private static int line(JsonParser parser) {
    return parser.currentTokenLocation().getLineNr();
  }

  private static MalformedJsonException malformed(JsonParser parser, String reason) {
    return new MalformedJsonException(line(parser), reason);
  }
}
