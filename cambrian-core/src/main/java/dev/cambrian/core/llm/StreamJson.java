package dev.cambrian.core.llm;

import java.util.OptionalLong;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/** How the data of a provider's events is read. */
final class StreamJson {
  /** Above any real count; guards the sums against overflow. */
  private static final long MOST_TOKENS = 1L << 40;

  private StreamJson() {}

  static JsonNode object(String data) throws AttemptFailed {
    try {
      JsonNode node = LlmJson.MAPPER.readTree(data);
      if (node.isObject()) {
        return node;
      }
    } catch (JacksonException e) {
      throw invalid();
    }
    throw invalid();
  }

  /** A count of tokens; empty where it is absent, null, negative or no integer. */
  static OptionalLong count(JsonNode usage, String name) {
    JsonNode value = usage.path(name);
    boolean right =
        value.isIntegralNumber()
            && value.canConvertToLong()
            && value.longValue() >= 0
            && value.longValue() <= MOST_TOKENS;
    return right ? OptionalLong.of(value.longValue()) : OptionalLong.empty();
  }

  /** The model that {@code node} names, cleaned, else {@code otherwise}. */
  static String model(JsonNode node, String otherwise) {
    String named = Texts.oneLine(node.path("model").stringValue(""));
    return named.isEmpty() ? otherwise : named;
  }

  private static AttemptFailed invalid() {
    return AttemptFailed.network("sent an event that is no JSON object");
  }
}
