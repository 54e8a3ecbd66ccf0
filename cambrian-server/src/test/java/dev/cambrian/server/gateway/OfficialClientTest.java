package dev.cambrian.server.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.anthropic.client.AnthropicClient;
import com.anthropic.client.okhttp.AnthropicOkHttpClient;
import com.anthropic.core.http.StreamResponse;
import com.anthropic.errors.AnthropicServiceException;
import com.anthropic.errors.BadRequestException;
import com.anthropic.errors.RateLimitException;
import com.anthropic.errors.UnauthorizedException;
import com.anthropic.models.messages.Message;
import com.anthropic.models.messages.MessageCountTokensParams;
import com.anthropic.models.messages.MessageCreateParams;
import com.anthropic.models.messages.RawMessageStreamEvent;
import com.anthropic.models.messages.StopReason;
import java.io.IOException;
import java.nio.file.Path;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The official client takes the gateway for the Messages API. */
@DisplayNameGeneration(ReplaceUnderscores.class)
final class OfficialClientTest {
  @TempDir Path home;
  private FakeUpstream upstream;

  @BeforeEach
  void start() throws IOException {
    upstream = new FakeUpstream();
  }

  @AfterEach
  void stop() {
    upstream.close();
  }

  private static AnthropicClient client(GatewayServer gateway) {
    return AnthropicOkHttpClient.builder()
        .baseUrl(gateway.uri("/llm").toString())
        .apiKey(gateway.token)
        .maxRetries(0)
        .build();
  }

  private static MessageCreateParams params(long maxTokens) {
    return MessageCreateParams.builder()
        .model(Sample.MODEL)
        .maxTokens(maxTokens)
        .system("You grow code.")
        .addUserMessage("Grow.")
        .build();
  }

  private static String text(Message message) {
    return message.content().stream()
        .flatMap(block -> block.text().stream())
        .map(block -> block.text())
        .collect(Collectors.joining());
  }

  private static String streamed(AnthropicClient client) {
    try (StreamResponse<RawMessageStreamEvent> stream =
        client.messages().createStreaming(params(100))) {
      return stream.stream()
          .flatMap(event -> event.contentBlockDelta().stream())
          .flatMap(delta -> delta.delta().text().stream())
          .map(delta -> delta.text())
          .collect(Collectors.joining());
    }
  }

  @Test
  void it_gets_a_message_and_a_stream_that_pass_through() {
    try (GatewayServer gateway = GatewayServer.before(upstream, home)) {
      AnthropicClient client = client(gateway);
      upstream.willAnswer(200, "application/json", Sample.message("Grüße", 10, 5));
      Message message = client.messages().create(params(100));
      upstream.willStream(Sample.stream("Grüße 🜁", 10, 5), 3);
      String streamed = streamed(client);

      assertThat(text(message)).isEqualTo("Grüße");
      assertThat(message.stopReason()).contains(StopReason.END_TURN);
      assertThat(streamed).isEqualTo("Grüße 🜁");
      assertThat(gateway.answered()).hasSize(2);
      client.close();
    }
  }

  @Test
  void it_gets_a_message_a_stream_and_a_count_that_are_rendered_here() {
    try (GatewayServer gateway =
        new GatewayServer(
            home,
            GatewayServer.asking(
                new dev.cambrian.core.llm.CommandClient(
                    "printf 'Grüße 🜁'", java.time.Duration.ofSeconds(20)),
                "command"),
            GatewayServer.grant(0, 0, 4))) {
      AnthropicClient client = client(gateway);

      Message message = client.messages().create(params(100));
      String streamed = streamed(client);
      long counted =
          client
              .messages()
              .countTokens(
                  MessageCountTokensParams.builder()
                      .model(Sample.MODEL)
                      .addUserMessage("Grow.")
                      .build())
              .inputTokens();

      assertThat(text(message)).isEqualTo("Grüße 🜁");
      assertThat(message.stopReason()).contains(StopReason.END_TURN);
      assertThat(message.usage().inputTokens()).isPositive();
      assertThat(streamed).isEqualTo("Grüße 🜁");
      assertThat(counted).isPositive();
      client.close();
    }
  }

  @Test
  void it_may_send_its_token_as_a_bearer() {
    upstream.willAnswer(200, "application/json", Sample.message("ok", 10, 5));
    try (GatewayServer gateway = GatewayServer.before(upstream, home)) {
      AnthropicClient client =
          AnthropicOkHttpClient.builder()
              .baseUrl(gateway.uri("/llm").toString())
              .authToken(gateway.token)
              .build();

      assertThat(text(client.messages().create(params(100)))).isEqualTo("ok");
      assertThat(upstream.asked().getFirst().headers().toString()).doesNotContain(gateway.token);
      client.close();
    }
  }

  @Test
  void it_knows_the_gateways_errors_and_the_providers() {
    try (GatewayServer gateway =
        GatewayServer.before(upstream, home, GatewayServer.grant(500, 0, 4))) {
      AnthropicClient client = client(gateway);
      AnthropicClient stranger =
          AnthropicOkHttpClient.builder()
              .baseUrl(gateway.uri("/llm").toString())
              .apiKey("cmb_stranger")
              .build();

      assertThatThrownBy(() -> stranger.messages().create(params(100)))
          .isInstanceOf(UnauthorizedException.class);
      assertThatThrownBy(() -> client.messages().create(params(1_000)))
          .isInstanceOfSatisfying(
              AnthropicServiceException.class,
              refused -> assertThat(refused.statusCode()).isEqualTo(402))
          .hasMessageContaining("token budget");
      assertThat(upstream.asked()).isEmpty();
      upstream.willAnswer(429, "application/json", error("rate_limit_error"));
      assertThatThrownBy(() -> client.messages().create(params(100)))
          .isInstanceOf(RateLimitException.class);
      upstream.willAnswer(400, "application/json", error("invalid_request_error"));
      assertThatThrownBy(() -> client.messages().create(params(100)))
          .isInstanceOf(BadRequestException.class)
          .hasMessageContaining("because");
      client.close();
      stranger.close();
    }
  }

  @Test
  void it_takes_no_broken_stream_for_a_whole_one() {
    upstream.willBreakAfter(Sample.beginning("half", 10).getBytes(UTF_8));
    try (GatewayServer gateway = GatewayServer.before(upstream, home)) {
      AnthropicClient client = client(gateway);

      assertThatThrownBy(() -> streamed(client)).hasMessageContaining("broke its answer off");
      client.close();
    }
  }

  private static byte[] error(String type) {
    return "{\"type\":\"error\",\"error\":{\"type\":\"%s\",\"message\":\"because\"}}"
        .formatted(type)
        .getBytes(UTF_8);
  }
}
