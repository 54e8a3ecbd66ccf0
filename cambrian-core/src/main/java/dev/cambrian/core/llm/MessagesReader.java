package dev.cambrian.core.llm;

import dev.cambrian.core.json.Json;
import java.io.ByteArrayOutputStream;
import java.nio.charset.CharacterCodingException;
import java.time.Duration;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Follows an answer of the Messages API that passes by, as a stream in pieces of any size or as one
 * document, and tells what it said. Takes whatever comes: what breaks the protocol never throws, it
 * only never becomes an answer. Keeps at most so many bytes. For one thread.
 */
public final class MessagesReader {
  private final AnthropicReading reading;
  private final int maxBytes;
  private final ByteArrayOutputStream line = new ByteArrayOutputStream();
  private final StringBuilder data = new StringBuilder();
  private String type = "";
  private boolean afterReturn;
  private boolean broken;
  private long taken;

  /**
   * @param requestedModel that answered, where the answer does not say
   * @param maxBytes an answer of more is none
   */
  public MessagesReader(String requestedModel, int maxBytes) {
    this.reading = new AnthropicReading(requestedModel);
    this.maxBytes = maxBytes;
  }

  /** Takes the next bytes of an event stream (the format is that of the HTML standard, 9.2). */
  public void take(byte[] bytes, int offset, int length) {
    taken += length;
    broken |= taken > maxBytes;
    for (int i = offset; i < offset + length && !broken && !reading.ended(); i++) {
      byte b = bytes[i];
      boolean secondOfPair = b == '\n' && afterReturn;
      afterReturn = b == '\r';
      if (secondOfPair) {
        continue;
      }
      if (b == '\n' || b == '\r') {
        line();
      } else {
        line.write(b);
      }
    }
  }

  /** Takes a whole answer that is no stream. */
  public void takeMessage(JsonNode message) {
    if (!message.isObject()) {
      broken = true;
      return;
    }
    event("message_start", Json.object().set("message", message));
    for (JsonNode block : message.path("content")) {
      event("content_block_start", Json.object().set("content_block", block));
    }
    ObjectNode end = Json.object();
    message
        .optional("stop_reason")
        .ifPresent(reason -> end.putObject("delta").set("stop_reason", reason));
    event("message_delta", end);
    event("message_stop", Json.object());
  }

  /** Whether the protocol's own end was seen and nothing broke before it. */
  public boolean ended() {
    return reading.ended() && !broken;
  }

  /** Whether it can never become an answer. */
  public boolean broken() {
    return broken;
  }

  /** Whether what was taken so far ends where an event ends. */
  public boolean betweenEvents() {
    return line.size() == 0 && data.isEmpty() && type.isEmpty();
  }

  /** The answer, where it came whole; its provider is {@code anthropic}. */
  public Optional<LlmAnswer> answer(Duration elapsed) {
    if (!ended()) {
      return Optional.empty();
    }
    try {
      StreamDialect.Whole whole = reading.whole();
      return Optional.of(
          new LlmAnswer(
              whole.text(),
              AnthropicClient.PROVIDER,
              whole.model(),
              whole.stopReason(),
              whole.usage(),
              whole.usageKnown(),
              elapsed));
    } catch (AttemptFailed incomplete) {
      return Optional.empty();
    }
  }

  /**
   * What has been used so far, as far as it is known: the figures that were told, and for text
   * without a figure an estimate.
   */
  public TokenUsage usageSoFar() {
    TokenUsage told = reading.usageSoFar();
    return new TokenUsage(
        told.input(),
        Math.max(told.output(), TokenEstimate.of(reading.textFrom(0))),
        told.cacheRead(),
        told.cacheWrite());
  }

  private void line() {
    String text;
    try {
      text = Texts.utf8(line.toByteArray());
    } catch (CharacterCodingException notUtf8) {
      broken = true;
      return;
    }
    line.reset();
    if (text.isEmpty()) {
      dispatch();
      return;
    }
    int colon = text.indexOf(':');
    String field = colon < 0 ? text : text.substring(0, colon);
    String value = colon < 0 ? "" : text.substring(colon + 1);
    value = value.startsWith(" ") ? value.substring(1) : value;
    if (field.equals("event")) {
      type = value;
    } else if (field.equals("data")) {
      data.append(value).append('\n');
    }
  }

  private void dispatch() {
    if (!data.isEmpty()) {
      event(type, data.substring(0, data.length() - 1));
    }
    data.setLength(0);
    type = "";
  }

  private void event(String name, JsonNode document) {
    event(name, Json.write(document));
  }

  private void event(String name, String document) {
    if (broken) {
      return;
    }
    try {
      reading.event(name, document);
    } catch (AttemptFailed failed) {
      broken = true;
    } catch (RuntimeException odd) {
      // Whatever a provider sends, it must not end the call that it passes by.
      broken = true;
    }
  }
}
