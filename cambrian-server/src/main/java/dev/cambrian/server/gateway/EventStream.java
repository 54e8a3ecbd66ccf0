package dev.cambrian.server.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.cambrian.core.json.Json;
import dev.cambrian.core.llm.LlmAnswer;
import dev.cambrian.core.llm.TokenUsage;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Renders an answer as the Messages API does: as one document, or as its stream of {@code
 * message_start}, {@code content_block_start}, {@code ping}, {@code content_block_delta}, {@code
 * content_block_stop}, {@code message_delta} and {@code message_stop}. For one thread.
 */
final class EventStream {
  private static final int PIECE = 16 << 10;

  private final Client client;
  private final String id;
  private final StringBuilder pending = new StringBuilder();
  private boolean started;
  private String held = "";

  /**
   * @param id of the message
   */
  EventStream(Client client, String id) {
    this.client = client;
    this.id = id;
  }

  static ObjectNode message(String id, LlmAnswer answer, TokenUsage usage) {
    ObjectNode message = message(id, answer.producerModel());
    if (!answer.text().isEmpty()) {
      ((ArrayNode) message.path("content"))
          .addObject()
          .put("type", "text")
          .put("text", answer.text());
    }
    message.put("stop_reason", stopReason(answer));
    message.set("usage", usage(usage));
    return message;
  }

  String id() {
    return id;
  }

  boolean started() {
    return started;
  }

  void start(String model, long input) {
    if (started) {
      return;
    }
    started = true;
    client.head(200, "text/event-stream; charset=utf-8");
    client.header("cache-control", "no-cache");
    ObjectNode start = Json.object();
    start.put("type", "message_start");
    ObjectNode message = message(id, model);
    message.set("usage", usage(TokenUsage.of(input, 1)));
    start.set("message", message);
    event(start);
    ObjectNode block = Json.object();
    block.put("type", "content_block_start").put("index", 0);
    block.putObject("content_block").put("type", "text").put("text", "");
    event(block);
    event(Json.object().put("type", "ping"));
  }

  /** The next piece of the text; half of a surrogate pair waits for its other half. */
  void text(String piece) {
    String text = held + piece;
    int end = text.length();
    if (end > 0 && Character.isHighSurrogate(text.charAt(end - 1))) {
      end--;
    }
    held = text.substring(end);
    for (int from = 0; from < end; ) {
      int to = Math.min(end, from + PIECE);
      if (to < end && Character.isHighSurrogate(text.charAt(to - 1))) {
        to--;
      }
      ObjectNode delta = Json.object();
      delta.put("type", "content_block_delta").put("index", 0);
      delta.putObject("delta").put("type", "text_delta").put("text", text.substring(from, to));
      event(delta);
      from = to;
    }
  }

  void ping() {
    event(Json.object().put("type", "ping"));
  }

  void end(LlmAnswer answer, TokenUsage usage) {
    event(Json.object().put("type", "content_block_stop").put("index", 0));
    ObjectNode delta = Json.object();
    delta.put("type", "message_delta");
    ObjectNode changed = delta.putObject("delta");
    changed.put("stop_reason", stopReason(answer));
    changed.putNull("stop_sequence");
    delta.set("usage", usage(usage));
    event(delta);
    event(Json.object().put("type", "message_stop"));
  }

  void error(ObjectNode error) {
    event(error);
  }

  /** Sends what was told until now. */
  void flush() throws Client.Gone {
    byte[] bytes = pending.toString().getBytes(UTF_8);
    pending.setLength(0);
    client.write(bytes, 0, bytes.length);
  }

  private void event(ObjectNode data) {
    pending
        .append("event: ")
        .append(data.path("type").stringValue(""))
        .append("\ndata: ")
        .append(Json.write(data))
        .append("\n\n");
  }

  private static ObjectNode message(String id, String model) {
    ObjectNode message = Json.object();
    message.put("id", id);
    message.put("type", "message");
    message.put("role", "assistant");
    message.put("model", model);
    message.putArray("content");
    message.putNull("stop_reason");
    message.putNull("stop_sequence");
    return message;
  }

  private static String stopReason(LlmAnswer answer) {
    return switch (answer.stopReason()) {
      case COMPLETE -> "end_turn";
      case TRUNCATED -> "max_tokens";
      case REFUSED -> "refusal";
    };
  }

  private static ObjectNode usage(TokenUsage usage) {
    ObjectNode json = Json.object();
    json.put("input_tokens", usage.input() - usage.cacheRead() - usage.cacheWrite());
    json.put("cache_creation_input_tokens", usage.cacheWrite());
    json.put("cache_read_input_tokens", usage.cacheRead());
    json.put("output_tokens", usage.output());
    return json;
  }
}
