package dev.cambrian.server.gateway;

import dev.cambrian.core.json.Quote;
import dev.cambrian.core.llm.LlmRequest;
import dev.cambrian.core.llm.Message;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/**
 * Makes a request of the Messages API into the core's own, for every provider but Anthropic. Only
 * text can be carried: other content, tools and stop sequences are refused; how a model samples and
 * thinks is left to the provider.
 */
final class Translation {
  private static final String BETWEEN_BLOCKS = "\n\n";

  private Translation() {}

  /**
   * @throws RefusedCall with one line if something cannot be carried
   */
  static LlmRequest of(MessagesRequest request, String specHash, NextRequest next) {
    if (!request.json().path("tools").isEmpty()) {
      throw RefusedCall.invalid("$.tools: this gateway's provider takes no tools; leave them out");
    }
    if (!request.json().path("stop_sequences").isEmpty()) {
      throw RefusedCall.invalid(
          "$.stop_sequences: this gateway's provider takes none; leave them out");
    }
    List<Message> messages = new ArrayList<>();
    JsonNode asked = request.json().path("messages");
    for (int i = 0; i < asked.size(); i++) {
      messages.add(message(asked.get(i), "$.messages[" + i + "]"));
    }
    return new LlmRequest(
        specHash,
        next.purpose(),
        next.ordinal(),
        request.model(),
        text(request.json().path("system"), "$.system"),
        messages,
        request.maxTokens());
  }

  private static Message message(JsonNode message, String place) {
    JsonNode content = message.path("content");
    String text = text(content, place + ".content");
    Message plain =
        switch (message.path("role").stringValue("")) {
          case "user" -> Message.user(text);
          case "assistant" -> Message.assistant(text);
          default -> throw RefusedCall.invalid(place + ".role: must be user or assistant");
        };
    boolean cached =
        content.isArray()
            && !content.isEmpty()
            && content.get(content.size() - 1).has("cache_control");
    return cached ? plain.cached() : plain;
  }

  private static String text(JsonNode content, String place) {
    if (content.isMissingNode() && place.equals("$.system")) {
      return "";
    }
    if (content.isString()) {
      return content.stringValue();
    }
    if (!content.isArray()) {
      throw RefusedCall.invalid(place + ": must be a string or an array of text blocks");
    }
    List<String> texts = new ArrayList<>();
    for (int i = 0; i < content.size(); i++) {
      JsonNode block = content.get(i);
      String type = block.path("type").stringValue("");
      if (!type.equals("text") || !block.path("text").isString()) {
        throw RefusedCall.invalid(
            "%s[%d]: this gateway's provider takes only text, not %s"
                .formatted(place, i, Quote.of(type, 40)));
      }
      texts.add(block.path("text").stringValue());
    }
    return String.join(BETWEEN_BLOCKS, texts);
  }
}
