package dev.cambrian.core.llm;

import static dev.cambrian.core.llm.Api.chunk;
import static dev.cambrian.core.llm.ScriptedServer.response;
import static dev.cambrian.core.llm.ScriptedServer.stream;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cambrian.core.NotedPause;
import dev.cambrian.core.llm.LlmAnswer.StopReason;
import dev.cambrian.core.llm.OpenAiClient.MaxTokensField;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OpenAiClientTest {
  private static final String DONE = "data: [DONE]\n\n";

  private final NotedPause pause = new NotedPause();

  @Test
  void the_request_is_what_chat_completions_ask_for() {
    try (ScriptedServer server = ScriptedServer.playing(stream(Api.OPENAI.whole("x")))) {
      ask(server);

      ScriptedServer.Received received = server.received().getFirst();
      assertThat(received.head()).startsWith("POST /v1/chat/completions HTTP/1.1\r\n");
      assertThat(received.header("authorization")).isEqualTo("Bearer " + Api.KEY);
      assertThat(LlmJson.MAPPER.readTree(received.body()))
          .isEqualTo(
              LlmJson.MAPPER.readTree(
                  """
                  {"model":"model-x","max_tokens":1000,"stream":true,"stream_options":{"include_usage":true},
                   "messages":[
                     {"role":"system","content":"You are terse."},
                     {"role":"user","content":"Grow this."},
                     {"role":"assistant","content":"No."},
                     {"role":"user","content":"Do."}]}
                  """));
    }
  }

  @Test
  void without_a_key_no_authorization_is_sent() {
    try (ScriptedServer server = ScriptedServer.playing(stream(Api.OPENAI.whole("x")))) {
      LlmClient client =
          new OpenAiClient(
              server.url() + "/v1/",
              "",
              MaxTokensField.MAX_COMPLETION_TOKENS,
              Api.QUICK,
              Api.CLOCK,
              pause);

      client.answer(Requests.generate(1), LlmProgress.NONE);

      ScriptedServer.Received received = server.received().getFirst();
      assertThat(received.head().toLowerCase(Locale.ROOT)).doesNotContain("authorization");
      assertThat(received.body()).contains("\"max_completion_tokens\":1000");
    }
  }

  @Test
  void openai_itself_wants_the_newer_name_of_the_limit() {
    assertThat(MaxTokensField.of("https://api.openai.com/v1"))
        .isEqualTo(MaxTokensField.MAX_COMPLETION_TOKENS);
    assertThat(MaxTokensField.of("http://localhost:11434/v1")).isEqualTo(MaxTokensField.MAX_TOKENS);
    assertThat(MaxTokensField.of("https://api.openai.com.example.org/v1"))
        .isEqualTo(MaxTokensField.MAX_TOKENS);
  }

  @Test
  void a_server_that_counts_no_tokens_gives_unknown_usage() {
    LlmAnswer answer = answer(Api.OPENAI.delta("x") + chunk("{}", "\"stop\"") + DONE);

    assertThat(answer.usageKnown()).isFalse();
    assertThat(answer.usage()).isEqualTo(TokenUsage.NONE);
    assertThat(answer.text()).isEqualTo("x");
  }

  @Test
  void more_cached_than_asked_tokens_are_cut_to_what_was_asked() {
    LlmAnswer answer =
        answer(
            chunk("{\"content\":\"x\"}", "\"stop\"")
                + "data: {\"choices\":[],\"usage\":{\"prompt_tokens\":5,\"completion_tokens\":1,"
                + "\"prompt_tokens_details\":{\"cached_tokens\":9}}}\n\n"
                + DONE);

    assertThat(answer.usage()).isEqualTo(new TokenUsage(5, 1, 5, 0));
  }

  @Test
  void an_orderly_end_after_the_finish_reason_stands_for_done() {
    assertThat(answer(chunk("{\"content\":\"x\"}", "\"stop\"")).text()).isEqualTo("x");
  }

  @ParameterizedTest
  @CsvSource({
    "stop,COMPLETE",
    "length,TRUNCATED",
    "tool_calls,TRUNCATED",
    "content_filter,REFUSED"
  })
  void finish_reasons_are_told_apart(String reason, StopReason expected) {
    LlmAnswer answer = answer(Api.OPENAI.delta("x") + chunk("{}", "\"" + reason + "\"") + DONE);

    assertThat(answer.stopReason()).isEqualTo(expected);
  }

  @Test
  void a_refusal_in_words_is_refused() {
    LlmAnswer answer =
        answer(chunk("{\"refusal\":\"I cannot\"}", "null") + chunk("{}", "\"stop\"") + DONE);

    assertThat(answer.stopReason()).isEqualTo(StopReason.REFUSED);
  }

  @Test
  void reasoning_and_other_choices_are_left_out() {
    LlmAnswer answer =
        answer(
            chunk("{\"reasoning_content\":\"hm\",\"reasoning\":\"hm\",\"content\":null}", "null")
                + "data: {\"choices\":[{\"index\":1,\"delta\":{\"content\":\"other\"},\"finish_reason\":null}]}\n\n"
                + Api.OPENAI.delta("x")
                + chunk("{}", "\"stop\"")
                + DONE);

    assertThat(answer.text()).isEqualTo("x");
  }

  @Test
  void done_without_a_finish_reason_is_no_answer() {
    try (ScriptedServer server =
        ScriptedServer.playing(
            stream(Api.OPENAI.delta("x") + DONE), stream(Api.OPENAI.whole("y")))) {

      assertThat(ask(server).text()).isEqualTo("y");
      assertThat(pause.waits()).hasSize(1);
    }
  }

  @Test
  void a_used_up_quota_is_no_rate_limit() {
    try (ScriptedServer server =
        ScriptedServer.playing(
            response(
                "429 Too Many Requests",
                "",
                "{\"error\":{\"type\":\"insufficient_quota\",\"code\":\"insufficient_quota\",\"message\":\"Pay\"}}"))) {

      assertThatThrownBy(() -> ask(server))
          .isInstanceOf(LlmException.Refused.class)
          .hasMessageContaining("no credit left");
      assertThat(pause.waits()).isEmpty();
    }
  }

  @Test
  void an_error_as_plain_text_is_shown() {
    try (ScriptedServer server =
        ScriptedServer.playing(
            response("404 Not Found", "", "{\"error\":\"model 'q' not found\"}"))) {

      assertThatThrownBy(() -> ask(server))
          .isInstanceOf(LlmException.Refused.class)
          .hasMessageContaining("model 'q' not found");
    }
  }

  private LlmAnswer answer(String events) {
    try (ScriptedServer server = ScriptedServer.playing(stream(events))) {
      LlmAnswer answer = ask(server);
      assertThat(pause.waits()).isEmpty();
      return answer;
    }
  }

  private LlmAnswer ask(ScriptedServer server) {
    return Api.OPENAI
        .client(server.url(), Api.QUICK, pause)
        .answer(Requests.generate(1), LlmProgress.NONE);
  }
}
