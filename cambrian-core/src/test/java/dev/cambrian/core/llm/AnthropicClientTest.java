package dev.cambrian.core.llm;

import static dev.cambrian.core.llm.Api.event;
import static dev.cambrian.core.llm.ScriptedServer.stream;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cambrian.core.NotedPause;
import dev.cambrian.core.llm.LlmAnswer.StopReason;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class AnthropicClientTest {
  private final NotedPause pause = new NotedPause();

  @Test
  void the_request_is_what_the_messages_api_asks_for() {
    try (ScriptedServer server = ScriptedServer.playing(stream(Api.ANTHROPIC.whole("x")))) {
      ask(server, Requests.generate(1));

      ScriptedServer.Received received = server.received().getFirst();
      assertThat(received.head()).startsWith("POST /v1/messages HTTP/1.1\r\n");
      assertThat(received.header("x-api-key")).isEqualTo(Api.KEY);
      assertThat(received.header("anthropic-version")).isEqualTo("2023-06-01");
      assertThat(received.header("content-type")).isEqualTo("application/json");
      assertThat(LlmJson.MAPPER.readTree(received.body()))
          .isEqualTo(
              LlmJson.MAPPER.readTree(
                  """
                  {"model":"model-x","max_tokens":1000,"stream":true,
                   "system":[{"type":"text","text":"You are terse.","cache_control":{"type":"ephemeral"}}],
                   "messages":[
                     {"role":"user","content":[{"type":"text","text":"Grow this.","cache_control":{"type":"ephemeral"}}]},
                     {"role":"assistant","content":[{"type":"text","text":"No."}]},
                     {"role":"user","content":[{"type":"text","text":"Do."}]}]}
                  """));
    }
  }

  @Test
  void at_most_four_parts_are_marked_for_the_cache_and_no_blank_one() {
    Message marked = Message.user("m").cached();
    LlmRequest request =
        new LlmRequest(
            Requests.SPEC,
            Purpose.GENERATE,
            1,
            "model-x",
            " ",
            List.of(marked, marked, marked, Message.user(" ").cached(), marked),
            10);
    try (ScriptedServer server = ScriptedServer.playing(stream(Api.ANTHROPIC.whole("x")))) {
      ask(server, request);

      JsonNode body = LlmJson.MAPPER.readTree(server.received().getFirst().body());
      assertThat(body.has("system")).isFalse();
      List<Boolean> marks =
          body.get("messages")
              .valueStream()
              .map(message -> message.get("content").get(0).has("cache_control"))
              .toList();
      assertThat(marks).containsExactly(false, true, true, false, true);
    }
  }

  @Test
  void usage_is_cumulative_and_the_last_value_wins() {
    LlmAnswer answer =
        answer(
            Api.ANTHROPIC.begin()
                + Api.ANTHROPIC.delta("x")
                + delta("null", "{\"output_tokens\":50}")
                + delta("\"end_turn\"", "{\"output_tokens\":40,\"input_tokens\":11}")
                + event("message_stop", "{\"type\":\"message_stop\"}"));

    assertThat(answer.usage()).isEqualTo(new TokenUsage(61, 40, 30, 20));
    assertThat(answer.usageKnown()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{\"input_tokens\":1}",
        "{\"input_tokens\":-1,\"output_tokens\":2}",
        "{\"input_tokens\":\"1\",\"output_tokens\":2}",
        "{\"input_tokens\":1e3,\"output_tokens\":2}",
        "{\"input_tokens\":null,\"output_tokens\":2}",
        "{\"input_tokens\":9223372036854775807,\"output_tokens\":2}"
      })
  void missing_or_absurd_usage_is_unknown_and_never_zero(String usage) {
    LlmAnswer answer =
        answer(
            event(
                    "message_start",
                    "{\"type\":\"message_start\",\"message\":{\"usage\":" + usage + "}}")
                + Api.ANTHROPIC.delta("x")
                + delta("\"end_turn\"", "null")
                + event("message_stop", "{\"type\":\"message_stop\"}"));

    assertThat(answer.usageKnown()).isFalse();
    assertThat(answer.usage()).isEqualTo(TokenUsage.NONE);
    assertThat(answer.producerModel()).isEqualTo("model-x");
  }

  @ParameterizedTest
  @CsvSource({
    "end_turn,COMPLETE",
    "stop_sequence,COMPLETE",
    "max_tokens,TRUNCATED",
    "model_context_window_exceeded,TRUNCATED",
    "pause_turn,TRUNCATED",
    "tool_use,TRUNCATED",
    "something_new,TRUNCATED",
    "refusal,REFUSED"
  })
  void stop_reasons_are_told_apart(String reason, StopReason expected) {
    LlmAnswer answer =
        answer(
            Api.ANTHROPIC.begin()
                + Api.ANTHROPIC.delta("x")
                + delta("\"" + reason + "\"", "{\"output_tokens\":1}")
                + event("message_stop", "{\"type\":\"message_stop\"}"));

    assertThat(answer.stopReason()).isEqualTo(expected);
    assertThat(answer.text()).isEqualTo("x");
  }

  @Test
  void thinking_and_unknown_events_are_left_out() {
    String thinking =
        block("{\"type\":\"thinking\",\"thinking\":\"hm\",\"signature\":\"\"}")
            + part("{\"type\":\"thinking_delta\",\"thinking\":\"secret\",\"text\":\"no\"}")
            + part("{\"type\":\"signature_delta\",\"signature\":\"c2ln\"}")
            + block("{\"type\":\"redacted_thinking\",\"data\":\"b64\"}")
            + event("content_block_stop", "{\"type\":\"content_block_stop\",\"index\":0}");
    String unknown =
        event("galaxy", "not even JSON") + "data: {\"type\":\"galaxy\",\"text\":\"no\"}\n\n";

    LlmAnswer answer =
        answer(
            Api.ANTHROPIC.begin()
                + thinking
                + unknown
                + block("{\"type\":\"text\",\"text\":\"a\"}")
                + Api.ANTHROPIC.delta("b")
                + block("{\"type\":\"text\",\"text\":\"\"}")
                + Api.ANTHROPIC.delta("c")
                + Api.ANTHROPIC.end());

    assertThat(answer.text()).isEqualTo("abc");
  }

  @Test
  void a_stop_without_a_reason_is_no_answer() {
    try (ScriptedServer server =
        ScriptedServer.playing(
            stream(Api.ANTHROPIC.begin() + event("message_stop", "{\"type\":\"message_stop\"}")),
            stream(Api.ANTHROPIC.whole("x")))) {

      assertThat(ask(server, Requests.generate(1)).text()).isEqualTo("x");
      assertThat(pause.waits()).hasSize(1);
    }
  }

  @Test
  void a_stream_that_had_a_stop_reason_but_no_message_stop_is_no_answer() {
    String almost = Api.ANTHROPIC.begin() + delta("\"end_turn\"", "{\"output_tokens\":1}");
    try (ScriptedServer server =
        ScriptedServer.playing(stream(almost), stream(Api.ANTHROPIC.whole("x")))) {

      assertThat(ask(server, Requests.generate(1)).text()).isEqualTo("x");
      assertThat(pause.waits()).hasSize(1);
    }
  }

  @Test
  void a_key_with_odd_characters_is_refused_without_showing_it() {
    assertThatThrownBy(() -> new AnthropicClient("http://localhost", "sk-planted\ncanary"))
        .isInstanceOf(LlmSettingsException.class)
        .hasMessageContaining("ANTHROPIC_API_KEY")
        .hasMessageNotContaining("planted");
  }

  @ParameterizedTest
  @ValueSource(strings = {"localhost", "ftp://x", "", "http://user:planted@host"})
  void a_base_url_that_is_none_is_refused_without_showing_it(String base) {
    assertThatThrownBy(() -> new AnthropicClient(base, "k"))
        .isInstanceOf(LlmSettingsException.class)
        .hasMessageContaining("ANTHROPIC_BASE_URL")
        .hasMessageNotContaining("planted");
  }

  private static String delta(String stopReason, String usage) {
    return event(
        "message_delta",
        "{\"type\":\"message_delta\",\"delta\":{\"stop_reason\":%s},\"usage\":%s}"
            .formatted(stopReason, usage));
  }

  private static String block(String content) {
    return event(
        "content_block_start",
        "{\"type\":\"content_block_start\",\"index\":0,\"content_block\":" + content + "}");
  }

  private static String part(String delta) {
    return event(
        "content_block_delta",
        "{\"type\":\"content_block_delta\",\"index\":0,\"delta\":" + delta + "}");
  }

  private LlmAnswer answer(String events) {
    try (ScriptedServer server = ScriptedServer.playing(stream(events))) {
      LlmAnswer answer = ask(server, Requests.generate(1));
      assertThat(pause.waits()).isEmpty();
      return answer;
    }
  }

  private LlmAnswer ask(ScriptedServer server, LlmRequest request) {
    return Api.ANTHROPIC
        .client(server.url() + "/", Api.QUICK, pause)
        .answer(request, LlmProgress.NONE);
  }
}
