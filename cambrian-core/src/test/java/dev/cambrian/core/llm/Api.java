package dev.cambrian.core.llm;

import dev.cambrian.core.Pause;
import dev.cambrian.core.llm.OpenAiClient.MaxTokensField;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;

/** The two streaming APIs, as far as tests of what they share need to know them. */
enum Api {
  ANTHROPIC {
    @Override
    LlmClient client(String url, HttpLimits limits, Pause pause) {
      return new AnthropicClient(url, KEY, limits, CLOCK, pause);
    }

    @Override
    String begin() {
      return event(
          "message_start",
          "{\"type\":\"message_start\",\"message\":{\"model\":\"real-model\",\"usage\":{\"input_tokens\":10,"
              + "\"cache_creation_input_tokens\":20,\"cache_read_input_tokens\":30,\"output_tokens\":1}}}");
    }

    @Override
    String delta(String text) {
      return event(
          "content_block_delta",
          "{\"type\":\"content_block_delta\",\"index\":0,\"delta\":{\"type\":\"text_delta\",\"text\":%s}}"
              .formatted(LlmJson.MAPPER.writeValueAsString(text)));
    }

    @Override
    String end() {
      return event(
              "message_delta",
              "{\"type\":\"message_delta\",\"delta\":{\"stop_reason\":\"end_turn\"},\"usage\":{\"output_tokens\":7}}")
          + event("message_stop", "{\"type\":\"message_stop\"}");
    }

    @Override
    String error(String type) {
      return event(
          "error",
          "{\"type\":\"error\",\"error\":{\"type\":\"%s\",\"message\":\"Sorry\"}}".formatted(type));
    }
  },
  OPENAI {
    @Override
    LlmClient client(String url, HttpLimits limits, Pause pause) {
      return new OpenAiClient(url + "/v1", KEY, MaxTokensField.MAX_TOKENS, limits, CLOCK, pause);
    }

    @Override
    String begin() {
      return chunk("{\"role\":\"assistant\",\"content\":\"\"}", "null");
    }

    @Override
    String delta(String text) {
      return chunk("{\"content\":%s}".formatted(LlmJson.MAPPER.writeValueAsString(text)), "null");
    }

    @Override
    String end() {
      return chunk("{}", "\"stop\"")
          + "data: {\"model\":\"real-model\",\"choices\":[],\"usage\":{\"prompt_tokens\":60,"
          + "\"completion_tokens\":7,\"prompt_tokens_details\":{\"cached_tokens\":30}}}\n\n"
          + "data: [DONE]\n\n";
    }

    @Override
    String error(String type) {
      return "data: {\"error\":{\"type\":\"%s\",\"message\":\"Sorry\"}}\n\n".formatted(type);
    }
  };

  static final String KEY = "sk-planted-canary-0123456789";
  static final Instant NOW = Instant.parse("2026-11-24T10:00:00Z");
  static final Clock CLOCK = Clock.fixed(NOW, ZoneOffset.UTC);

  /** The standard limits, but that nothing may stay silent for long. */
  static final HttpLimits QUICK =
      new HttpLimits(
          Duration.ofSeconds(5),
          Duration.ofSeconds(20),
          Duration.ofSeconds(60),
          Texts.MAX_ANSWER,
          Duration.ofSeconds(120),
          Duration.ofMinutes(15),
          8);

  abstract LlmClient client(String url, HttpLimits limits, Pause pause);

  abstract String begin();

  abstract String delta(String text);

  abstract String end();

  abstract String error(String type);

  String whole(String text) {
    return begin() + delta(text) + end();
  }

  static String event(String name, String data) {
    return "event: %s\ndata: %s\n\n".formatted(name, data);
  }

  static String chunk(String delta, String finishReason) {
    return "data: {\"model\":\"real-model\",\"choices\":[{\"index\":0,\"delta\":%s,\"finish_reason\":%s}],\"usage\":null}\n\n"
        .formatted(delta, finishReason);
  }
}
