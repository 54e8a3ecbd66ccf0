package dev.cambrian.core.pipeline;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.cambrian.core.llm.LlmRequest;
import dev.cambrian.core.llm.Message;
import java.util.Locale;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** The stored form of a request: the whole of what a provider was asked. */
public final class RequestJson {
  private RequestJson() {}

  /** The UTF-8 bytes; the same request always gives the same. */
  public static byte[] bytes(LlmRequest request) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("spec-hash", request.specHash());
    json.put("purpose", request.purpose().id());
    json.put("ordinal", request.ordinal());
    json.put("model", request.model());
    json.put("max-tokens", request.maxTokens());
    json.put("system", request.system());
    ArrayNode messages = json.putArray("messages");
    for (Message message : request.messages()) {
      messages
          .addObject()
          .put("role", message.role().name().toLowerCase(Locale.ROOT))
          .put("text", message.text())
          .put("cacheable", message.cacheable());
    }
    return json.toString().getBytes(UTF_8);
  }
}
