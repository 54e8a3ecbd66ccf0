package dev.cambrian.server.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cambrian.core.json.Json;
import dev.cambrian.core.llm.LlmRequest;
import dev.cambrian.core.llm.Message;
import dev.cambrian.core.llm.Purpose;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is stripped, estimated and translated. */
@DisplayNameGeneration(ReplaceUnderscores.class)
final class MessagesRequestTest {
  private static final NextRequest NEXT = new NextRequest(Purpose.RETRY, 2);
  private static final String SPEC = GatewayServer.SPEC;

  private static MessagesRequest request(String members) {
    return MessagesRequest.of(Sample.request(10, false, members).getBytes(UTF_8), false);
  }

  private static String content(String blocks) {
    return "\"messages\":[{\"role\":\"user\",\"content\":[" + blocks + "]}]";
  }

  @Test
  void a_request_of_which_nothing_is_stripped_keeps_its_bytes() {
    byte[] body =
        Sample.request(
                10,
                false,
                "\"odd\" : 1.50e3 , "
                    + content(
                        "{\"type\":\"image\",\"source\":{\"type\":\"base64\",\"data\":\"\"}}"))
            .getBytes(UTF_8);

    MessagesRequest request = MessagesRequest.of(body, false);

    assertThat(request.stripped()).isEmpty();
    assertThat(request.body()).isSameAs(body);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "web_search_20250305",
        "web_fetch_20250910",
        "code_execution_20250825",
        "computer_20250124",
        "bash_20250124",
        "mcp_toolset",
        "of_a_later_day"
      })
  void every_tool_but_the_clients_own_is_stripped_with_the_choice_of_it(String type) {
    MessagesRequest request =
        request(
            """
            "tools":[{"name":"mine"},{"type":"custom","name":"too"},{"type":"%s","name":"theirs"}],
            "tool_choice":{"type":"tool","name":"theirs"},"messages":[{"role":"user","content":"x"}]"""
                .formatted(type));

    assertThat(request.stripped()).containsExactly("tools.2 " + type);
    assertThat(request.json().path("tools")).hasSize(2);
    assertThat(request.json().has("tool_choice")).isFalse();
  }

  @Test
  void where_no_tool_is_left_there_are_none() {
    MessagesRequest request =
        request(
            """
            "tools":[{"type":"web_search_20250305","name":"w"},{"type":7}],"container":"c",
            "tool_choice":{"type":"any"},"messages":[{"role":"user","content":"x"}]""");

    assertThat(request.stripped()).hasSize(3);
    assertThat(request.json().propertyNames())
        .containsExactly("model", "max_tokens", "stream", "messages");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"type\":\"image\",\"source\":{\"type\":\"url\",\"url\":\"https://evil\"}}",
        "{\"type\":\"document\",\"source\":{\"type\":\"file\",\"file_id\":\"evil\"}}",
        "{\"type\":\"document\",\"source\":{\"type\":\"of_a_later_day\",\"x\":\"evil\"}}",
        "{\"type\":\"document\",\"source\":{\"url\":\"evil\"}}",
        "{\"type\":\"container_upload\",\"file_id\":\"evil\"}",
        "{\"type\":\"tool_result\",\"tool_use_id\":\"t\",\"content\":[{\"type\":\"image\",\"source\":{\"type\":\"url\",\"url\":\"evil\"}}]}",
        "{\"type\":\"document\",\"source\":{\"type\":\"content\",\"content\":[{\"type\":\"image\",\"source\":{\"type\":\"url\",\"url\":\"evil\"}}]}}",
      })
  void media_that_the_provider_would_fetch_are_stripped_wherever_they_stand(String block) {
    MessagesRequest request = request(content(block));

    assertThat(request.stripped()).hasSize(1);
    assertThat(new String(request.body(), UTF_8))
        .doesNotContain("evil")
        .contains("removed by the gateway");
  }

  @Test
  void what_a_tool_was_called_with_is_the_clients_own() {
    String block =
        "{\"type\":\"tool_use\",\"id\":\"t\",\"name\":\"mine\",\"input\":{\"source\":{\"type\":\"url\"}}}";

    assertThat(request(content(block)).stripped()).isEmpty();
  }

  @Test
  void all_text_and_every_medium_count_as_input() {
    long small = request(content("{\"type\":\"text\",\"text\":\"x\"}")).estimatedInput();
    long text =
        request(content("{\"type\":\"text\",\"text\":\"%s\"}".formatted("x".repeat(3_000))))
            .estimatedInput();
    long medium =
        request(content("{\"type\":\"image\",\"source\":{\"type\":\"base64\",\"data\":\"AAAA\"}}"))
            .estimatedInput();

    assertThat(text - small).isEqualTo(999);
    assertThat(medium).isGreaterThan(5_000);
  }

  @Test
  void text_is_translated() {
    LlmRequest asked =
        Translation.of(
            request(
                """
                "system":[{"type":"text","text":"One."},{"type":"text","text":"Two."}],"temperature":1,
                "messages":[{"role":"user","content":"Grow."},{"role":"assistant","content":[
                  {"type":"text","text":"No.","cache_control":{"type":"ephemeral"}}]},
                  {"role":"user","content":[{"type":"text","text":"Yes."}]}]"""),
            SPEC,
            NEXT);

    assertThat(asked)
        .isEqualTo(
            new LlmRequest(
                SPEC,
                Purpose.RETRY,
                2,
                Sample.MODEL,
                "One.\n\nTwo.",
                java.util.List.of(
                    Message.user("Grow."), Message.assistant("No.").cached(), Message.user("Yes.")),
                10));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"tools\":[{\"name\":\"mine\"}],\"messages\":[{\"role\":\"user\",\"content\":\"x\"}]",
        "\"stop_sequences\":[\"x\"],\"messages\":[{\"role\":\"user\",\"content\":\"x\"}]",
        "\"system\":7,\"messages\":[{\"role\":\"user\",\"content\":\"x\"}]",
        "\"messages\":[{\"role\":\"system\",\"content\":\"x\"}]",
        "\"messages\":[{\"role\":\"user\"}]",
        "\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"image\",\"source\":{\"type\":\"base64\"}}]}]",
        "\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"text\"}]}]",
        "\"messages\":[7]"
      })
  void what_no_text_can_carry_is_refused_in_one_line(String members) {
    MessagesRequest request = request(members);

    assertThatThrownBy(() -> Translation.of(request, SPEC, NEXT))
        .isInstanceOfSatisfying(
            RefusedCall.class,
            refused -> {
              assertThat(refused.kind()).isEqualTo(ErrorKind.INVALID_REQUEST);
              assertThat(refused.getMessage()).startsWith("$.").doesNotContain("\n");
            });
    assertThat(Json.parse(request.body())).isEqualTo(request.json());
  }
}
