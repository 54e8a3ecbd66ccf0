package dev.cambrian.core.llm;

import dev.cambrian.core.llm.LlmAnswer.StopReason;
import java.util.OptionalLong;
import tools.jackson.databind.JsonNode;

/** One stream of chat completion chunks; only the first choice counts. */
final class OpenAiReading implements StreamDialect.Reading {
  private final StringBuilder text = new StringBuilder();
  private String model;
  private String finishReason = "";
  private boolean declined;
  private boolean done;
  private TokenUsage usage = TokenUsage.NONE;
  private boolean usageKnown;

  OpenAiReading(String requestedModel) {
    this.model = requestedModel;
  }

  @Override
  public void event(String type, String data) throws AttemptFailed {
    if (data.strip().equals("[DONE]")) {
      done = true;
      return;
    }
    JsonNode chunk = StreamJson.object(data);
    if (chunk.hasNonNull("error")) {
      throw HttpErrors.inStream(chunk);
    }
    model = StreamJson.model(chunk, model);
    JsonNode choices = chunk.path("choices");
    for (int i = 0; i < choices.size(); i++) {
      JsonNode choice = choices.get(i);
      if (choice.path("index").intValue(0) == 0) {
        take(choice);
      }
    }
    usage(chunk.path("usage"));
  }

  private void take(JsonNode choice) {
    JsonNode delta = choice.path("delta");
    text.append(delta.path("content").stringValue(""));
    declined |= !delta.path("refusal").stringValue("").isEmpty();
    finishReason = choice.path("finish_reason").stringValue(finishReason);
  }

  private void usage(JsonNode counted) {
    OptionalLong input = StreamJson.count(counted, "prompt_tokens");
    OptionalLong output = StreamJson.count(counted, "completion_tokens");
    if (input.isPresent() && output.isPresent()) {
      long cached =
          StreamJson.count(counted.path("prompt_tokens_details"), "cached_tokens").orElse(0);
      usage =
          new TokenUsage(
              input.getAsLong(), output.getAsLong(), Math.min(cached, input.getAsLong()), 0);
      usageKnown = true;
    }
  }

  @Override
  public boolean ended() {
    return done;
  }

  @Override
  public boolean mayEnd() {
    return !finishReason.isEmpty();
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
    if (finishReason.isEmpty()) {
      throw AttemptFailed.network("ended its answer without a finish reason");
    }
    return new StreamDialect.Whole(text.toString(), model, stop(), usage, usageKnown);
  }

  private StopReason stop() {
    if (declined) {
      return StopReason.REFUSED;
    }
    return switch (finishReason) {
      case "stop" -> StopReason.COMPLETE;
      case "content_filter" -> StopReason.REFUSED;
      default -> StopReason.TRUNCATED;
    };
  }
}
