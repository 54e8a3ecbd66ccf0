package dev.cambrian.core.json;

import dev.cambrian.core.fuzz.Law;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The bytes of a JSON document: this project's two strict readers beside Jackson itself. */
final class JsonFuzz {
  private static final JsonMapper PLAIN =
      JsonMapper.builder()
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .build();

  private JsonFuzz() {}

  static void fuzz(byte[] input) {
    Optional<JsonNode> strict = strict(input);
    Optional<JsonNode> wire = wire(input);
    Optional<JsonNode> plain = plain(input);
    Law.holds(strict.isEmpty() || wire.isPresent(), "one strict reader refuses the other's");
    Law.holds(wire.isEmpty() || plain.isPresent(), "Jackson refuses what is read");
    strict.ifPresent(
        node -> {
          String written = Json.write(node);
          Law.holds(
              node.equals(JsonFuzz::byValue, wire.orElseThrow()), "the strict readers differ");
          Law.holds(StrictJson.read(written).equals(node), "written and read again it differs");
          Law.holds(Law.isUnicode(written), "a text that UTF-8 cannot carry");
          Law.holds(
              node.equals(JsonFuzz::byValue, plain.orElseThrow()), "Jackson reads something else");
        });
    wire.ifPresent(
        node ->
            Law.holds(
                strict.isPresent() || !Law.isUnicode(Json.write(node)),
                "only an unpaired surrogate parts the strict readers"));
  }

  private static int byValue(JsonNode one, JsonNode other) {
    if (one.isNumber() && other.isNumber()) {
      return one.isIntegralNumber() == other.isIntegralNumber()
          ? one.decimalValue().compareTo(other.decimalValue())
          : 1;
    }
    return one.equals(other) ? 0 : 1;
  }

  private static Optional<JsonNode> strict(byte[] input) {
    try {
      return Optional.of(StrictJson.read(input));
    } catch (MalformedJsonException e) {
      Law.isMessage(e.reason(), 300);
      Law.holds(e.line() >= 1, "no line");
      return Optional.empty();
    }
  }

  private static Optional<JsonNode> wire(byte[] input) {
    try {
      return Optional.of(Json.parse(input));
    } catch (JsonException e) {
      Law.holds(!String.valueOf(e.getMessage()).contains("\n"), "more than one line");
      return Optional.empty();
    }
  }

  private static Optional<JsonNode> plain(byte[] input) {
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(input)).toString();
      return Optional.of(PLAIN.readTree(text)).filter(node -> !node.isMissingNode());
    } catch (CharacterCodingException | JacksonException | NumberFormatException e) {
      return Optional.empty();
    }
  }
}
