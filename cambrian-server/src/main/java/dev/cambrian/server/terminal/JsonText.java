package dev.cambrian.server.terminal;

import tools.jackson.core.StreamWriteFeature;
import tools.jackson.core.json.JsonWriteFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** JSON for a screen: pure ASCII, so that no text in it can act on a terminal. */
public final class JsonText {

  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .enable(JsonWriteFeature.ESCAPE_NON_ASCII)
          .enable(StreamWriteFeature.WRITE_BIGDECIMAL_AS_PLAIN)
          .build();

  private JsonText() {}

  /** In one line. */
  public static String line(JsonNode node) {
    return MAPPER.writeValueAsString(node).replace("\u007f", "\\u007f");
  }

  /** Indented. */
  public static String pretty(JsonNode node) {
    return MAPPER
        .writerWithDefaultPrettyPrinter()
        .writeValueAsString(node)
        .replace("\u007f", "\\u007f")
        .replace("\r\n", "\n");
  }
}
