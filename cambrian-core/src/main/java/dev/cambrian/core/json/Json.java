package dev.cambrian.core.json;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.cfg.JsonNodeFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Reads and writes JSON (RFC 8259). What comes from outside goes through {@link #parse}: a
 * duplicate member, anything after the value, {@code NaN}, malformed UTF-8, more than {@value
 * #MAX_DEPTH} levels and more than {@value #MAX_LENGTH} characters are refused. Numbers keep every
 * digit.
 */
public final class Json {
  /** The deepest nesting that is read. */
  public static final int MAX_DEPTH = 200;

  /** The longest document that is read, in characters. */
  public static final int MAX_LENGTH = 64 * 1024 * 1024;

  private static final JsonMapper STRICT = mapper(true);
  private static final JsonMapper LENIENT = mapper(false);

  private Json() {}

  /** The mapper for input; unknown members are for its user to judge. */
  public static JsonMapper strict() {
    return STRICT;
  }

  /**
   * The mapper for what Cambrian itself stored: the same limits, but of duplicate members the last
   * counts.
   */
  public static JsonMapper lenient() {
    return LENIENT;
  }

  /**
   * Reads one value strictly.
   *
   * @throws JsonException if it is not JSON; the message is one line with the place
   */
  public static JsonNode parse(String text) {
    return parse(STRICT, text);
  }

  /** Reads one value strictly from UTF-8 without a byte order mark. */
  public static JsonNode parse(byte[] utf8) {
    return parse(text(utf8));
  }

  /** Reads what Cambrian itself stored. */
  public static JsonNode parseStored(String text) {
    return parse(LENIENT, text);
  }

  /** Compact JSON; members keep their order. */
  public static String write(JsonNode node) {
    return STRICT.writeValueAsString(node);
  }

  public static ObjectNode object() {
    return JsonNodeFactory.instance.objectNode();
  }

  private static String text(byte[] utf8) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(utf8)).toString();
    } catch (CharacterCodingException notUtf8) {
      throw new JsonException("$", "is not UTF-8");
    }
  }

  private static JsonNode parse(JsonMapper mapper, String text) {
    JsonNode node;
    try {
      node = mapper.readTree(text);
    } catch (JacksonException broken) {
      throw new JsonException(place(broken), firstLine(broken.getOriginalMessage()));
    } catch (NumberFormatException outOfRange) {
      // Jackson lets it pass: its exponent is none that Java can hold.
      throw new JsonException("$", "has a number that is out of range");
    }
    if (node.isMissingNode()) {
      throw new JsonException("$", "is empty");
    }
    return node;
  }

  private static String place(JacksonException broken) {
    TokenStreamLocation location = broken.getLocation();
    return location == null || location.getLineNr() < 1
        ? "$"
        : "line %d, column %d".formatted(location.getLineNr(), location.getColumnNr());
  }

  private static String firstLine(String message) {
    int end = message.indexOf('\n');
    return end < 0 ? message : message.substring(0, end);
  }

  private static JsonMapper mapper(boolean strict) {
    StreamReadConstraints limits =
        StreamReadConstraints.builder()
            .maxNestingDepth(MAX_DEPTH)
            .maxDocumentLength(MAX_LENGTH)
            .maxStringLength(MAX_LENGTH)
            .maxNumberLength(1000)
            .build();
    return JsonMapper.builder(JsonFactory.builder().streamReadConstraints(limits).build())
        .configure(StreamReadFeature.STRICT_DUPLICATE_DETECTION, strict)
        .configure(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY, strict)
        .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
        .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
        .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
        .build();
  }
}
