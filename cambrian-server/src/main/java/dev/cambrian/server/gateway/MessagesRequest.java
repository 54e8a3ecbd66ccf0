package dev.cambrian.server.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.cambrian.core.json.Json;
import dev.cambrian.core.json.JsonException;
import dev.cambrian.core.json.Members;
import dev.cambrian.core.json.Quote;
import dev.cambrian.core.llm.TokenEstimate;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A request of the Messages API, as far as the gateway must understand it; the provider judges the
 * rest.
 */
final class MessagesRequest {
  private static final int PER_MESSAGE = 8;

  /** More than any one image or page takes, which its bytes do not tell. */
  private static final int PER_MEDIA = 5_000;

  private static final int SHOWN = 200;

  private final byte[] body;
  private final ObjectNode json;
  private final String model;
  private final int maxTokens;
  private final boolean stream;
  private final List<String> stripped;

  private MessagesRequest(
      byte[] body,
      ObjectNode json,
      String model,
      int maxTokens,
      boolean stream,
      List<String> stripped) {
    this.body = body;
    this.json = json;
    this.model = model;
    this.maxTokens = maxTokens;
    this.stream = stream;
    this.stripped = stripped;
  }

  /**
   * @param counts whether only tokens are to be counted, for which no limit is named
   * @throws RefusedCall if it is no such request
   */
  static MessagesRequest of(byte[] body, boolean counts) {
    if (body.length == 0) {
      throw RefusedCall.invalid("the request has no body; send a JSON object");
    }
    try {
      Members members = Members.of(Json.parse(body));
      String model = members.requireString("model");
      if (model.isBlank() || model.length() > SHOWN) {
        throw RefusedCall.invalid("$.model: must be the name of a model");
      }
      int maxTokens = counts ? 0 : members.requireInt("max_tokens", 1);
      boolean stream = !counts && members.has("stream") && members.requireBoolean("stream");
      if (!(members.require("messages") instanceof ArrayNode messages) || messages.isEmpty()) {
        throw RefusedCall.invalid("$.messages: must be an array of at least one message");
      }
      ObjectNode json = members.node();
      List<String> stripped = Stripping.from(json);
      return new MessagesRequest(
          stripped.isEmpty() ? body : Json.write(json).getBytes(UTF_8),
          json,
          model,
          maxTokens,
          stream,
          stripped);
    } catch (JsonException wrong) {
      throw RefusedCall.invalid(Quote.bare(String.valueOf(wrong.getMessage()), SHOWN));
    }
  }

  /** What is handed on: the client's own bytes where nothing was stripped. Not to be changed. */
  byte[] body() {
    return body;
  }

  /** The same, read. */
  ObjectNode json() {
    return json;
  }

  String model() {
    return model;
  }

  /** At least 1; 0 where only tokens are to be counted. */
  int maxTokens() {
    return maxTokens;
  }

  boolean stream() {
    return stream;
  }

  /** What was taken out, in words; empty where nothing was. */
  List<String> stripped() {
    return stripped;
  }

  /** Input tokens at most, as far as that can be told without the model's tokenizer. */
  long estimatedInput() {
    Tally tally = new Tally();
    tally.add(json);
    return tally.tokens;
  }

  /** Counts every text, name and number of the request; of media the number, not the bytes. */
  private static final class Tally {
    private long tokens = PER_MESSAGE;

    void add(JsonNode node) {
      switch (node) {
        case ObjectNode object -> {
          boolean media = object.path("source").path("type").stringValue("").equals("base64");
          tokens += media ? Math.max(PER_MEDIA, size(object)) : 0;
          for (var member : object.properties()) {
            if (media && member.getKey().equals("source")) {
              continue;
            }
            tokens += TokenEstimate.of(member.getKey());
            add(member.getValue());
          }
        }
        case ArrayNode array -> {
          tokens += (long) PER_MESSAGE * array.size();
          array.forEach(this::add);
        }
        default -> tokens += TokenEstimate.of(node.asString(""));
      }
    }

    /** A document may have as many pages as its bytes allow. */
    private static long size(ObjectNode media) {
      return media.path("source").path("data").stringValue("").length() / 3;
    }
  }
}
