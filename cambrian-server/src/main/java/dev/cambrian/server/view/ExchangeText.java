package dev.cambrian.server.view;

import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** The texts of an exchange in the order in which they were said. */
public final class ExchangeText {
  private ExchangeText() {}

  /**
   * One text, hostile.
   *
   * @param role {@code system}, {@code user}, {@code assistant} or {@code answer}; hostile too
   */
  public record Part(String role, String text) {}

  /** The system prompt, the turns and the answer; the answer is always there, and last. */
  public static List<Part> of(Exchange exchange) {
    List<Part> parts = new ArrayList<>();
    String system = text(exchange.request().path("system"));
    if (!system.isBlank()) {
      parts.add(new Part("system", system));
    }
    for (JsonNode message : exchange.request().path("messages")) {
      parts.add(new Part(message.path("role").asString(""), text(message)));
    }
    parts.add(new Part("answer", exchange.answer()));
    return parts;
  }

  /** A text, a message of the core or of the Messages API, or a list of blocks with texts. */
  public static String text(JsonNode node) {
    if (node.isArray()) {
      StringBuilder whole = new StringBuilder();
      node.forEach(block -> whole.append(text(block)).append('\n'));
      return whole.toString();
    }
    if (node.isObject()) {
      return text(node.has("text") ? node.path("text") : node.path("content"));
    }
    return node.asString("");
  }
}
