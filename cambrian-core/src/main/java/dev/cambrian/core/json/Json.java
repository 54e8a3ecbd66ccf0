package dev.cambrian.core.json;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.PrettyPrinter;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.JsonNode;
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

  private static final JsonFactory STRICT = factory(true);
  private static final JsonFactory LENIENT = factory(false);

  private Json() {}

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
    return JsonTrees.write(STRICT, node, null);
  }

  /**
   * Indented JSON; members keep their order.
   *
   * @param printer for this one call; a printer counts the levels that it is in
   */
  public static String write(JsonNode node, PrettyPrinter printer) {
    return JsonTrees.write(STRICT, node, printer);
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

  private static JsonNode parse(JsonFactory factory, String text) {
    try {
      return JsonTrees.read(factory, text);
    } catch (JacksonException broken) {
      throw new JsonException(place(broken.getLocation()), firstLine(broken.getOriginalMessage()));
    } catch (NumberFormatException outOfRange) {
      // Jackson lets it pass: its exponent is none that Java can hold.
      throw new JsonException("$", "has a number that is out of range");
    }
  }

  static String place(@Nullable TokenStreamLocation location) {
    return location == null || location.getLineNr() < 1
        ? "$"
        : "line %d, column %d".formatted(location.getLineNr(), location.getColumnNr());
  }

  private static String firstLine(String message) {
    int end = message.indexOf('\n');
    return end < 0 ? message : message.substring(0, end);
  }

  private static JsonFactory factory(boolean strict) {
    return JsonFactory.builder()
        .streamReadConstraints(
            StreamReadConstraints.builder()
                .maxNestingDepth(MAX_DEPTH)
                .maxDocumentLength(MAX_LENGTH)
                .maxStringLength(MAX_LENGTH)
                .maxNumberLength(1000)
                .build())
        .configure(StreamReadFeature.STRICT_DUPLICATE_DETECTION, strict)
        .build();
  }
}
