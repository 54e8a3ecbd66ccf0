package dev.cambrian.core.llm;

import dev.cambrian.core.llm.LlmAnswer.StopReason;
import java.util.OptionalLong;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/**
 * One stream of the Messages API. Usage is cumulative: of each figure the last that was sent holds,
 * and none is ever added to another. Events of unknown names are passed over unread.
 */
final class AnthropicReading implements StreamDialect.Reading {
  private static final Set<String> KNOWN =
      Set.of(
          "message_start",
          "content_block_start",
          "content_block_delta",
          "message_delta",
          "message_stop",
          "error");

  private final StringBuilder text = new StringBuilder();
  private String model;
  private String stopReason = "";
  private boolean ended;
  private OptionalLong input = OptionalLong.empty();
  private OptionalLong output = OptionalLong.empty();
  private long cacheRead;
  private long cacheWrite;

  AnthropicReading(String requestedModel) {
    this.model = requestedModel;
  }

  @Override
  public void event(String type, String data) throws AttemptFailed {
    if (!type.isEmpty() && !KNOWN.contains(type)) {
      return;
    }
    JsonNode event = StreamJson.object(data);
    switch (event.path("type").stringValue(type)) {
      case "message_start" -> {
        JsonNode message = event.path("message");
        model = StreamJson.model(message, model);
        usage(message.path("usage"));
      }
      case "content_block_start" -> append(event.path("content_block"), "text");
      case "content_block_delta" -> append(event.path("delta"), "text_delta");
      case "message_delta" -> {
        stopReason = event.path("delta").path("stop_reason").stringValue(stopReason);
        usage(event.path("usage"));
      }
      case "message_stop" -> ended = true;
      case "error" -> throw HttpErrors.inStream(event);
      default -> {
        // A later version's event, which the protocol asks to ignore.
      }
    }
  }

  /** Thinking, signatures and whatever else is no text carry other types. */
  private void append(JsonNode part, String type) {
    if (part.path("type").stringValue("").equals(type)) {
      text.append(part.path("text").stringValue(""));
    }
  }

  private void usage(JsonNode usage) {
    StreamJson.count(usage, "input_tokens").ifPresent(n -> input = OptionalLong.of(n));
    StreamJson.count(usage, "output_tokens").ifPresent(n -> output = OptionalLong.of(n));
    StreamJson.count(usage, "cache_read_input_tokens").ifPresent(n -> cacheRead = n);
    StreamJson.count(usage, "cache_creation_input_tokens").ifPresent(n -> cacheWrite = n);
  }

  @Override
  public boolean ended() {
    return ended;
  }

  @Override
  public boolean mayEnd() {
    return ended;
  }

  @Override
  public long characters() {
    return text.length();
  }

  @Override
  public String textFrom(int start) {
    return text.substring(start);
  }

  @Override
  public StreamDialect.Whole whole() throws AttemptFailed {
    if (stopReason.isEmpty()) {
      throw AttemptFailed.network("ended its answer without a stop reason");
    }
    boolean known = input.isPresent() && output.isPresent();
    TokenUsage usage =
        known
            ? new TokenUsage(
                input.getAsLong() + cacheRead + cacheWrite,
                output.getAsLong(),
                cacheRead,
                cacheWrite)
            : TokenUsage.NONE;
    return new StreamDialect.Whole(text.toString(), model, stop(stopReason), usage, known);
  }

  /** What was told of the usage until now; figures that were not told are 0. */
  TokenUsage usageSoFar() {
    return new TokenUsage(
        input.orElse(0) + cacheRead + cacheWrite, output.orElse(0), cacheRead, cacheWrite);
  }

  private static StopReason stop(String reason) {
    return switch (reason) {
      case "end_turn", "stop_sequence" -> StopReason.COMPLETE;
      case "refusal" -> StopReason.REFUSED;
      default -> StopReason.TRUNCATED;
    };
  }
}
