package dev.cambrian.server.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cambrian.core.Sha256;
import dev.cambrian.core.event.Event;
import dev.cambrian.core.json.Json;
import dev.cambrian.core.llm.LlmAnswer.StopReason;
import dev.cambrian.core.llm.Purpose;
import dev.cambrian.core.llm.Recording;
import dev.cambrian.core.llm.Recordings;
import dev.cambrian.core.llm.TokenUsage;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayNameGeneration(ReplaceUnderscores.class)
final class PassThroughTest {
  private static final String TEXT = "Grüße, 語 🜁 \"quoted\"\n".repeat(400);

  @TempDir Path home;
  private FakeUpstream upstream;
  private GatewayServer gateway;

  @BeforeEach
  void start() throws IOException {
    upstream = new FakeUpstream();
    gateway =
        new GatewayServer(
            home,
            GatewayServer.passThrough(upstream, Optional.empty()),
            GatewayServer.grant(0, 0, 64),
            Duration.ofSeconds(1));
  }

  @AfterEach
  void stop() {
    gateway.close();
    upstream.close();
  }

  @Test
  void request_and_answer_go_through_byte_for_byte() throws Exception {
    byte[] answer = Sample.message(TEXT, 1_000, 20);
    upstream.willAnswer(200, "application/json", answer);
    String request = Sample.request(100, false).replace(",", " ,\n");

    HttpResponse<byte[]> response = gateway.post(request);

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.body()).isEqualTo(answer);
    assertThat(upstream.asked().getFirst().text()).isEqualTo(request);
    Event.LlmAnswered event = gateway.answered().getFirst();
    assertThat(event.purpose()).isEqualTo(Purpose.GENERATE);
    assertThat(event.ordinal()).isEqualTo(1);
    assertThat(event.provider()).isEqualTo("anthropic");
    assertThat(event.model()).isEqualTo(Sample.MODEL);
    assertThat(event.producerModel()).isEqualTo("claude-sonnet-5-5-20260101");
    assertThat(event.stopReason()).isEqualTo(StopReason.COMPLETE);
    assertThat(event.usage()).isEqualTo(TokenUsage.of(1_000, 20));
    assertThat(event.costMicroUsd()).hasValue(1_000 * 2 + 20 * 10);
    assertThat(event.organismId()).contains(GatewayServer.ORGANISM.toString());
    assertThat(gateway.blob(event.requestBlob())).isEqualTo(request);
    assertThat(gateway.blob(event.answerBlob())).isEqualTo(TEXT);
    assertThat(gateway.history.verify().broken()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 7, 1_000, 1 << 20})
  void a_stream_goes_through_byte_for_byte_however_it_is_cut(int piece) throws Exception {
    byte[] events = Sample.stream(TEXT, 1_000, 20);
    upstream.willStream(events, piece);

    HttpResponse<byte[]> response = gateway.post(Sample.request(100, true));

    assertThat(Sha256.of(response.body())).isEqualTo(Sha256.of(events));
    assertThat(response.headers().firstValue("content-type"))
        .contains("text/event-stream; charset=utf-8");
    assertThat(gateway.answered()).hasSize(1);
    assertThat(gateway.blob(gateway.answered().getFirst().answerBlob())).isEqualTo(TEXT);
  }

  @Test
  void a_stream_is_told_as_it_comes_and_silence_beyond_the_servers_idle_time_is_no_end()
      throws Exception {
    CountDownLatch seen = new CountDownLatch(1);
    upstream.will(
        exchange -> {
          OutputStream out = FakeUpstream.begin(exchange);
          out.write(Sample.beginning("first", 10).getBytes(UTF_8));
          out.flush();
          await(seen);
          // Longer than the idle timeout of the server's connections.
          pause(1_500);
          out.write(Sample.ending(5).getBytes(UTF_8));
        });

    HttpResponse<InputStream> response =
        gateway
            .http()
            .send(
                gateway.call("/v1/messages", Sample.request(100, true).getBytes(UTF_8)).build(),
                HttpResponse.BodyHandlers.ofInputStream());
    byte[] first = response.body().readNBytes(Sample.beginning("first", 10).length());
    seen.countDown();

    assertThat(new String(first, UTF_8)).isEqualTo(Sample.beginning("first", 10));
    assertThat(new String(response.body().readAllBytes(), UTF_8)).isEqualTo(Sample.ending(5));
    assertThat(gateway.answered()).hasSize(1);
  }

  @Test
  void an_answer_may_take_longer_than_the_servers_idle_time() throws Exception {
    byte[] answer = Sample.message("late", 10, 5);
    upstream.will(
        exchange -> {
          pause(2_500);
          exchange.sendResponseHeaders(200, answer.length);
          exchange.getResponseBody().write(answer);
        });

    HttpResponse<byte[]> response = gateway.post(Sample.request(100, false));

    assertThat(response.body()).isEqualTo(answer);
  }

  @Test
  void the_real_key_goes_up_and_the_clients_token_does_not() throws Exception {
    upstream.willStream(Sample.stream("ok", 10, 5), 50);

    HttpResponse<byte[]> response =
        gateway.send(
            gateway
                .call("/llm/v1/messages", Sample.request(100, true).getBytes(UTF_8))
                .header("anthropic-version", "2023-06-01")
                .header("anthropic-beta", "context-1m-2025-08-07")
                .header("x-odd", "1"));

    var asked = upstream.asked().getFirst().headers();
    assertThat(asked.get("x-api-key")).containsExactly(FakeUpstream.KEY);
    assertThat(asked.get("anthropic-version")).containsExactly("2023-06-01");
    assertThat(asked.get("anthropic-beta")).containsExactly("context-1m-2025-08-07");
    assertThat(asked.toString()).doesNotContain(gateway.token);
    assertThat(asked).doesNotContainKeys("X-odd", "Authorization");
    assertThat(response.headers().map())
        .containsEntry("request-id", List.of("req_upstream"))
        .containsEntry("anthropic-ratelimit-requests-remaining", List.of("17"))
        .doesNotContainKeys("anthropic-organization-id", "set-cookie");
  }

  @Test
  void an_error_of_the_provider_goes_through_with_its_status_and_without_the_key()
      throws Exception {
    byte[] error =
        "{\"type\":\"error\",\"error\":{\"type\":\"overloaded_error\",\"message\":\"busy\"}}"
            .getBytes(UTF_8);
    upstream.will(
        exchange -> {
          exchange.getResponseHeaders().set("content-type", "application/json");
          exchange.getResponseHeaders().set("retry-after", "7");
          exchange.sendResponseHeaders(529, error.length);
          exchange.getResponseBody().write(error);
        });

    HttpResponse<byte[]> overloaded = gateway.post(Sample.request(100, false));
    upstream.willAnswer(
        400,
        "application/json",
        ("{\"type\":\"error\",\"error\":{\"type\":\"invalid_request_error\",\"message\":\"key "
                + FakeUpstream.KEY
                + " says no\"}}")
            .getBytes(UTF_8));
    HttpResponse<byte[]> telltale = gateway.post(Sample.request(100, false));

    assertThat(overloaded.statusCode()).isEqualTo(529);
    assertThat(overloaded.body()).isEqualTo(error);
    assertThat(overloaded.headers().firstValue("retry-after")).contains("7");
    assertThat(telltale.statusCode()).isEqualTo(400);
    assertThat(new String(telltale.body(), UTF_8)).contains("key *** says no");
    assertThat(gateway.answered()).isEmpty();
  }

  @Test
  void a_refusal_of_the_supervisors_own_key_is_not_the_clients_fault() throws Exception {
    upstream.willAnswer(
        401,
        "application/json",
        "{\"type\":\"error\",\"error\":{\"type\":\"authentication_error\",\"message\":\"bad\"}}"
            .getBytes(UTF_8));

    HttpResponse<byte[]> response = gateway.post(Sample.request(100, false));

    assertThat(response.statusCode()).isEqualTo(500);
    assertThat(response.headers().firstValue("x-should-retry")).contains("false");
    assertThat(Json.parse(response.body()).at("/error/type").stringValue()).isEqualTo("api_error");
  }

  @ParameterizedTest
  @ValueSource(strings = {"<html>hello</html>", "{}", "[]", "", "{\"content\":1}"})
  void an_answer_that_is_no_message_is_an_error_and_no_event(String odd) throws Exception {
    upstream.willAnswer(200, "text/html", odd.getBytes(UTF_8));

    HttpResponse<byte[]> response = gateway.post(Sample.request(100, false));

    assertThat(response.statusCode()).isEqualTo(500);
    assertThat(Json.parse(response.body()).at("/error/type").stringValue()).isEqualTo("api_error");
    assertThat(gateway.answered()).isEmpty();
  }

  @Test
  void a_stream_that_ends_early_is_no_event_and_the_client_hears_of_it() throws Exception {
    upstream.willBreakAfter(Sample.beginning("half", 1_000).getBytes(UTF_8));

    HttpResponse<byte[]> response = gateway.post(Sample.request(100, true));

    assertThat(new String(response.body(), UTF_8))
        .startsWith(Sample.beginning("half", 1_000))
        .contains("event: error\ndata: {\"type\":\"error\",\"error\":{\"type\":\"api_error\"")
        .doesNotContain("message_stop");
    assertThat(gateway.answered()).isEmpty();
    assertThat(gateway.tokens.broken(GatewayServer.ORGANISM).tokens()).isEqualTo(1_002);
    assertThat(new GatewayTokens(home).broken(GatewayServer.ORGANISM).tokens()).isEqualTo(1_002);
  }

  @Test
  void a_stream_that_ends_in_the_middle_of_an_event_breaks_the_clients_connection() {
    upstream.willBreakAfter((Sample.beginning("half", 10) + "event: message_del").getBytes(UTF_8));

    org.assertj.core.api.Assertions.assertThatThrownBy(
            () -> gateway.post(Sample.request(100, true)))
        .isInstanceOf(IOException.class);
    assertThat(gateway.answered()).isEmpty();
  }

  @Test
  void an_error_within_the_stream_goes_through_and_is_no_event() throws Exception {
    byte[] events =
        (Sample.beginning("half", 10)
                + "event: error\ndata: {\"type\":\"error\",\"error\":{\"type\":\"overloaded_error\"}}\n\n")
            .getBytes(UTF_8);
    upstream.willStream(events, 10);

    HttpResponse<byte[]> response = gateway.post(Sample.request(100, true));

    assertThat(response.body()).isEqualTo(events);
    assertThat(gateway.answered()).isEmpty();
  }

  @Test
  void a_client_that_goes_away_ends_the_call_upstream() throws Exception {
    AtomicBoolean broken = new AtomicBoolean();
    upstream.will(
        exchange -> {
          OutputStream out = FakeUpstream.begin(exchange);
          out.write(Sample.beginning("half", 10).getBytes(UTF_8));
          try {
            for (int i = 0; i < 10_000; i++) {
              out.write("event: ping\ndata: {\"type\":\"ping\"}\n\n".getBytes(UTF_8));
              out.flush();
              pause(2);
            }
          } catch (IOException cut) {
            broken.set(true);
            throw cut;
          }
        });
    HttpResponse<InputStream> response =
        gateway
            .http()
            .send(
                gateway.call("/v1/messages", Sample.request(100, true).getBytes(UTF_8)).build(),
                HttpResponse.BodyHandlers.ofInputStream());

    response.body().close();

    GatewayServer.await(broken::get);
    GatewayServer.await(() -> gateway.tokens.broken(GatewayServer.ORGANISM).tokens() == 12);
    assertThat(gateway.answered()).isEmpty();
  }

  @Test
  void what_would_reach_out_is_stripped_and_told_in_a_header() throws Exception {
    upstream.willAnswer(200, "application/json", Sample.message("ok", 10, 5));
    String request =
        Sample.request(
            100,
            false,
            """
            "mcp_servers":[{"type":"url","url":"https://evil"}],
            "tools":[{"type":"web_search_20250305","name":"web_search"},{"name":"mine","input_schema":{"type":"object"}}],
            "messages":[{"role":"user","content":[
              {"type":"image","source":{"type":"url","url":"https://evil/x.png"}},
              {"type":"text","text":"Grow."}]}]""");

    HttpResponse<byte[]> response = gateway.post(request);

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.headers().firstValue("cambrian-stripped"))
        .contains("mcp_servers, tools.0 web_search_20250305, messages.0.content.0 image");
    assertThat(upstream.asked().getFirst().text())
        .doesNotContain("evil", "web_search")
        .contains("\"mine\"", "Grow.");
  }

  @Test
  void tokens_are_counted_by_the_provider_and_are_no_exchange() throws Exception {
    upstream.willAnswer(200, "application/json", "{\"input_tokens\": 14}".getBytes(UTF_8));

    HttpResponse<byte[]> response =
        gateway.send(
            gateway.call(
                "/llm/v1/messages/count_tokens",
                "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}"
                    .getBytes(UTF_8)));

    assertThat(new String(response.body(), UTF_8)).isEqualTo("{\"input_tokens\": 14}");
    assertThat(upstream.asked().getFirst().path()).isEqualTo("/v1/messages/count_tokens");
    assertThat(gateway.answered()).isEmpty();
  }

  @Test
  void an_unreachable_provider_is_overloaded() throws Exception {
    upstream.close();

    HttpResponse<byte[]> response = gateway.post(Sample.request(100, false));

    assertThat(response.statusCode()).isEqualTo(529);
    assertThat(new String(response.body(), UTF_8)).contains("overloaded_error");
  }

  @Test
  void exchanges_are_recorded_where_the_settings_say_so_and_without_secrets(@TempDir Path other)
      throws Exception {
    Path recordings = other.resolve("recordings");
    upstream.willStream(Sample.stream("the key is " + FakeUpstream.KEY, 10, 5), 100);
    try (GatewayServer recording =
        new GatewayServer(
            other,
            GatewayServer.passThrough(upstream, Optional.of(recordings)),
            GatewayServer.grant(0, 0, 4))) {
      var _ = recording.post(Sample.request(100, true));

      Recording recorded =
          Recordings.read(List.of(recordings))
              .find(new Recording.Key(GatewayServer.SPEC, Purpose.GENERATE, 1))
              .orElseThrow();
      assertThat(recorded.answer().text()).isEqualTo("the key is ***");
      assertThat(recorded.request().messages().getFirst().text()).isEqualTo("Grow.");
      assertThat(recording.blob(recording.answered().getFirst().answerBlob()))
          .isEqualTo("the key is ***");
    }
  }

  private static void await(CountDownLatch latch) throws IOException {
    try {
      if (!latch.await(10, TimeUnit.SECONDS)) {
        throw new IOException("nobody came");
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw new IOException(stopped);
    }
  }

  /** The fake provider's own slowness, not the test's. */
  private static void pause(long millis) {
    java.util.concurrent.locks.LockSupport.parkNanos(millis * 1_000_000);
  }
}
