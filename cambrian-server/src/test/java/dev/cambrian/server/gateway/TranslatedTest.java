package dev.cambrian.server.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cambrian.core.event.Event;
import dev.cambrian.core.json.Json;
import dev.cambrian.core.llm.CommandClient;
import dev.cambrian.core.llm.LlmAnswer;
import dev.cambrian.core.llm.LlmClient;
import dev.cambrian.core.llm.LlmException;
import dev.cambrian.core.llm.LlmProgress;
import dev.cambrian.core.llm.LlmRequest;
import dev.cambrian.core.llm.Message;
import dev.cambrian.core.llm.MessagesReader;
import dev.cambrian.core.llm.OpenAiClient;
import dev.cambrian.core.llm.Purpose;
import dev.cambrian.core.llm.RecordingClient;
import dev.cambrian.core.llm.ReplayClient;
import dev.cambrian.core.llm.TokenUsage;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The providers that do not speak the Messages API themselves. */
@DisplayNameGeneration(ReplaceUnderscores.class)
final class TranslatedTest {
  private static final String TEXT = "Grüße 🜁\n".repeat(5_000);

  @TempDir Path home;
  @TempDir Path recordings;

  private GatewayServer replaying() {
    for (Purpose purpose : List.of(Purpose.GENERATE, Purpose.REPAIR)) {
      record(purpose, purpose == Purpose.GENERATE ? TEXT : "repaired");
    }
    return new GatewayServer(
        home,
        GatewayServer.asking(new ReplayClient(List.of(recordings)), "replay"),
        GatewayServer.grant(10, 10, 4));
  }

  private void record(Purpose purpose, String text) {
    LlmAnswer answer =
        new LlmAnswer(
            text,
            "anthropic",
            "claude-x",
            LlmAnswer.StopReason.COMPLETE,
            new TokenUsage(100, 50, 20, 10),
            true,
            Duration.ofMillis(5));
    LlmRequest request =
        new LlmRequest(GatewayServer.SPEC, purpose, 1, "m", "", List.of(Message.user("Grow.")), 10);
    new RecordingClient((asked, progress) -> answer, recordings, Clock.systemUTC())
        .answer(request, LlmProgress.NONE);
  }

  @Test
  void recordings_answer_in_their_order_without_using_a_budget() throws Exception {
    try (GatewayServer gateway = replaying()) {
      HttpResponse<byte[]> first = gateway.post(Sample.request(1_000, false));
      HttpResponse<byte[]> second = gateway.post(Sample.request(1_000, false));
      HttpResponse<byte[]> missing = gateway.post(Sample.request(1_000, false));

      var message = Json.parse(first.body());
      assertThat(message.at("/content/0/text").stringValue()).isEqualTo(TEXT);
      assertThat(message.path("model").stringValue()).isEqualTo("replay:claude-x");
      assertThat(message.path("stop_reason").stringValue()).isEqualTo("end_turn");
      assertThat(message.path("usage"))
          .isEqualTo(
              Json.parse(
                  "{\"input_tokens\":70,\"cache_creation_input_tokens\":10,"
                      + "\"cache_read_input_tokens\":20,\"output_tokens\":50}"));
      assertThat(Json.parse(second.body()).at("/content/0/text").stringValue())
          .isEqualTo("repaired");
      assertThat(missing.statusCode()).isEqualTo(404);
      assertThat(Json.parse(missing.body()).at("/error/message").stringValue())
          .isEqualTo(
              "no recording answers repair 2 of the spec "
                  + GatewayServer.SPEC
                  + "; record one with: cambrian serve --llm anthropic|openai|command|manual"
                  + " --record DIR");
      assertThat(gateway.answered())
          .extracting(Event.LlmAnswered::purpose)
          .containsExactly(Purpose.GENERATE, Purpose.REPAIR);
      assertThat(gateway.answered())
          .allSatisfy(event -> assertThat(event.costMicroUsd()).hasValue(0));
    }
  }

  @Test
  void a_replayed_stream_is_one_of_the_messages_api() throws Exception {
    try (GatewayServer gateway = replaying()) {
      HttpResponse<byte[]> response = gateway.post(Sample.request(1_000, true));

      MessagesReader reader = new MessagesReader("m", 1 << 20);
      reader.take(response.body(), 0, response.body().length);
      LlmAnswer answer = reader.answer(Duration.ZERO).orElseThrow();
      assertThat(answer.text()).isEqualTo(TEXT);
      assertThat(answer.producerModel()).isEqualTo("replay:claude-x");
      assertThat(answer.usage()).isEqualTo(new TokenUsage(100, 50, 20, 10));
      assertThat(new String(response.body(), UTF_8))
          .containsSubsequence(
              "event: message_start",
              "event: content_block_start",
              "event: ping",
              "event: content_block_delta",
              "event: content_block_stop",
              "event: message_delta",
              "event: message_stop");
    }
  }

  @Test
  void the_end_of_a_stream_is_told_when_it_is_committed_and_its_text_before() throws Exception {
    try (GatewayServer gateway = replaying();
        Connection another = DriverManager.getConnection("jdbc:sqlite:" + gateway.history.file());
        Statement statement = another.createStatement()) {
      statement.execute("BEGIN IMMEDIATE");
      HttpResponse<InputStream> response =
          gateway
              .http()
              .send(
                  gateway.call("/v1/messages", Sample.request(1_000, true).getBytes(UTF_8)).build(),
                  HttpResponse.BodyHandlers.ofInputStream());

      try (InputStream body = response.body()) {
        readUntil("content_block_delta", body);
        CompletableFuture<Void> end =
            CompletableFuture.runAsync(
                () -> readUntil("message_stop", body), Thread::startVirtualThread);
        assertThatThrownBy(() -> end.get(500, TimeUnit.MILLISECONDS))
            .isInstanceOf(TimeoutException.class);
        assertThat(gateway.answered()).isEmpty();

        statement.execute("ROLLBACK");
        end.get(20, TimeUnit.SECONDS);
        assertThat(gateway.answered()).hasSize(1);
      }
    }
  }

  private static void readUntil(String text, InputStream in) {
    StringBuilder read = new StringBuilder();
    try {
      for (int next = in.read(); next >= 0; next = in.read()) {
        read.append((char) next);
        if (next == text.charAt(text.length() - 1)
            && read.length() >= text.length()
            && read.substring(read.length() - text.length()).equals(text)) {
          return;
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    throw new AssertionError("the stream ended before " + text);
  }

  @Test
  void an_openai_compatible_answer_is_streamed_as_it_comes() throws Exception {
    try (FakeUpstream upstream = new FakeUpstream()) {
      upstream.will(
          exchange -> {
            OutputStream out = FakeUpstream.begin(exchange);
            // A pair of surrogates in two pieces.
            for (String piece : List.of("one \\ud83d", "\\udf01 two")) {
              out.write(
                  ("data: {\"model\":\"gpt-x\",\"choices\":[{\"index\":0,\"delta\":{\"content\":\""
                          + piece
                          + "\"}}]}\n\n")
                      .getBytes(UTF_8));
              out.flush();
            }
            out.write(
                """
                data: {"choices":[{"index":0,"delta":{},"finish_reason":"length"}]}

                data: {"choices":[],"usage":{"prompt_tokens":9,"completion_tokens":4}}

                data: [DONE]

                """
                    .getBytes(UTF_8));
          });
      LlmClient llm =
          new OpenAiClient(
              upstream.url() + "/v1", "sk-openai-key", OpenAiClient.MaxTokensField.MAX_TOKENS);
      try (GatewayServer gateway =
          new GatewayServer(
              home, GatewayServer.asking(llm, "openai"), GatewayServer.grant(0, 0, 1))) {
        HttpResponse<byte[]> response = gateway.post(Sample.request(50, true));

        String events = new String(response.body(), UTF_8);
        assertThat(events)
            .contains("\"text\":\"one \"", "\"text\":\"🜁 two\"")
            .contains("\"stop_reason\":\"max_tokens\"")
            .contains("\"output_tokens\":4");
        assertThat(gateway.answered().getFirst().producerModel()).isEqualTo("gpt-x");
        assertThat(gateway.blob(gateway.answered().getFirst().answerBlob()))
            .isEqualTo("one 🜁 two");
        assertThat(upstream.asked().getFirst().text()).contains("\"max_tokens\":50", "Grow.");
      }
    }
  }

  @Test
  void a_stream_that_broke_after_text_ends_with_an_error_and_is_charged() throws Exception {
    LlmClient breaking =
        (request, progress) -> {
          progress.text("half of it");
          progress.restarted();
          progress.text("all of it");
          throw new AssertionError("it is stopped before");
        };
    try (GatewayServer gateway =
        new GatewayServer(
            home, GatewayServer.asking(breaking, "openai"), GatewayServer.grant(0, 0, 1))) {
      HttpResponse<byte[]> response = gateway.post(Sample.request(50, true));

      assertThat(new String(response.body(), UTF_8))
          .contains("half of it", "event: error", "overloaded_error")
          .doesNotContain("message_stop");
      assertThat(gateway.answered()).isEmpty();
      assertThat(gateway.tokens.broken(GatewayServer.ORGANISM).tokens()).isPositive();
    }
  }

  @Test
  void whoever_waits_for_a_stream_hears_pings_and_then_the_answer() throws Exception {
    LlmClient slow = new CommandClient("sleep 1; printf answer", Duration.ofSeconds(20));
    try (GatewayServer gateway =
        new GatewayServer(
            home, GatewayServer.asking(slow, "command"), GatewayServer.grant(0, 0, 1))) {
      HttpResponse<byte[]> response = gateway.post(Sample.request(50, true));

      String events = new String(response.body(), UTF_8);
      assertThat(events.split("event: ping", -1)).hasSizeGreaterThan(3);
      assertThat(events).contains("\"text\":\"answer\"", "message_stop");
      Event.LlmAnswered event = gateway.answered().getFirst();
      assertThat(event.usageKnown()).isFalse();
      assertThat(event.usage().total()).as("estimated").isPositive();
    }
  }

  @Test
  void failures_of_the_provider_have_the_errors_of_the_messages_api() throws Exception {
    List<RuntimeException> failures =
        List.of(
            new LlmException.Unavailable("in vain"),
            new LlmException.Refused("does not know the model", 404),
            new LlmException.Refused("refuses the key sk-x", 401),
            new IllegalStateException("a defect"));
    List<String> expected =
        List.of(
            "529 overloaded_error", "400 invalid_request_error", "500 api_error", "500 api_error");
    java.util.Iterator<RuntimeException> next = failures.iterator();
    try (GatewayServer gateway =
        new GatewayServer(
            home,
            GatewayServer.asking(
                (request, progress) -> {
                  throw next.next();
                },
                "openai"),
            GatewayServer.grant(0, 0, 1))) {
      for (String each : expected) {
        HttpResponse<byte[]> response = gateway.post(Sample.request(50, true));

        String type = Json.parse(response.body()).at("/error/type").stringValue();
        assertThat(response.statusCode() + " " + type).isEqualTo(each);
        assertThat(new String(response.body(), UTF_8)).doesNotContain("sk-x", "defect");
      }
    }
  }

  @Test
  void tokens_are_estimated_where_nobody_counts_them() throws Exception {
    try (GatewayServer gateway = replaying()) {
      HttpResponse<byte[]> response =
          gateway.send(
              gateway.call(
                  "/v1/messages/count_tokens",
                  "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}"
                      .getBytes(UTF_8)));

      assertThat(Json.parse(response.body()).path("input_tokens").intValue()).isBetween(5, 60);
    }
  }
}
