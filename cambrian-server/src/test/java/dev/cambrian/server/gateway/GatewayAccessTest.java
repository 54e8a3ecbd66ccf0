package dev.cambrian.server.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cambrian.core.json.Json;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who may ask what, how much, and in which form. */
@DisplayNameGeneration(ReplaceUnderscores.class)
final class GatewayAccessTest {
  @TempDir Path home;
  private FakeUpstream upstream;

  @BeforeEach
  void start() throws IOException {
    upstream = new FakeUpstream();
    upstream.willAnswer(200, "application/json", Sample.message("ok", 10, 5));
  }

  @AfterEach
  void stop() {
    upstream.close();
  }

  private GatewayServer gateway(GatewayToken.Grant grant) {
    return GatewayServer.before(upstream, home, grant);
  }

  private GatewayServer gateway() {
    return gateway(GatewayServer.grant(0, 0, 64));
  }

  private static void refused(HttpResponse<byte[]> response, int status, String type, String says) {
    assertThat(response.statusCode()).as(new String(response.body(), UTF_8)).isEqualTo(status);
    assertThat(response.headers().firstValue("content-type")).contains("application/json");
    var json = Json.parse(response.body());
    assertThat(json.path("type").stringValue()).isEqualTo("error");
    assertThat(json.at("/error/type").stringValue()).isEqualTo(type);
    assertThat(json.at("/error/message").stringValue()).contains(says).doesNotContain("\n");
  }

  private static HttpRequest.Builder to(GatewayServer gateway, String path) {
    return HttpRequest.newBuilder(gateway.uri(path))
        .POST(HttpRequest.BodyPublishers.ofString(Sample.request(10, false)));
  }

  @Test
  void only_a_token_that_is_known_not_revoked_and_not_expired_is_let_in() throws Exception {
    try (GatewayServer gateway = gateway()) {
      var anonymous = gateway.send(to(gateway, "/v1/messages"));
      var stranger = gateway.send(to(gateway, "/v1/messages").header("x-api-key", "cmb_x"));
      var key = gateway.send(to(gateway, "/v1/messages").header("x-api-key", gateway.token));
      var bearer =
          gateway.send(
              to(gateway, "/llm/v1/messages").header("authorization", "Bearer " + gateway.token));
      gateway.tokens.revoke(GatewayServer.ORGANISM);
      var revoked = gateway.post(Sample.request(10, false));

      refused(anonymous, 401, "authentication_error", "there is no token");
      refused(stranger, 401, "authentication_error", "not known or revoked");
      assertThat(List.of(key.statusCode(), bearer.statusCode())).containsExactly(200, 200);
      refused(revoked, 401, "authentication_error", "not known or revoked");
      assertThat(upstream.asked()).hasSize(2);
    }
  }

  @Test
  void who_is_refused_before_being_heard_is_told_that_the_connection_ends() throws Exception {
    try (GatewayServer gateway = gateway()) {
      var unheard = gateway.send(to(gateway, "/v1/messages"));
      var heard = gateway.post("no JSON");
      var bare = gateway.send(HttpRequest.newBuilder(gateway.uri("/v1/messages")).GET());

      assertThat(unheard.statusCode()).isEqualTo(401);
      assertThat(unheard.headers().firstValue("connection")).contains("close");
      assertThat(heard.statusCode()).isEqualTo(400);
      assertThat(heard.headers().firstValue("connection")).isEmpty();
      assertThat(bare.statusCode()).isEqualTo(405);
      assertThat(bare.headers().firstValue("connection")).isEmpty();
    }
  }

  @Test
  void an_expired_token_is_refused() throws Exception {
    GatewayToken.Grant expired =
        new GatewayToken.Grant(
            GatewayServer.ORGANISM,
            3,
            GatewayServer.SPEC,
            List.of(),
            0,
            0,
            1,
            Instant.now().minusMillis(1));
    try (GatewayServer gateway = gateway(expired)) {
      refused(gateway.post(Sample.request(10, false)), 401, "authentication_error", "expired");
    }
  }

  @Test
  void a_door_opens_to_its_own_organisms_token_alone() throws Exception {
    try (GatewayServer gateway = gateway()) {
      String other =
          gateway.tokens.issue(
              new GatewayToken.Grant(
                  UUID.randomUUID(),
                  4,
                  GatewayServer.SPEC,
                  List.of(),
                  0,
                  0,
                  1,
                  Instant.now().plusSeconds(60)));

      var door = gateway.send(to(gateway, "/v1/messages").header("x-api-key", other));
      var main = gateway.send(to(gateway, "/llm/v1/messages").header("x-api-key", other));

      refused(door, 403, "permission_error", "another organism's");
      assertThat(main.statusCode()).isEqualTo(200);
    }
  }

  @Test
  void a_model_that_the_token_does_not_name_is_refused() throws Exception {
    GatewayToken.Grant one =
        new GatewayToken.Grant(
            GatewayServer.ORGANISM,
            3,
            GatewayServer.SPEC,
            List.of("claude-haiku-4-5"),
            0,
            0,
            1,
            Instant.now().plusSeconds(60));
    try (GatewayServer gateway = gateway(one)) {
      refused(gateway.post(Sample.request(10, false)), 403, "permission_error", "claude-haiku-4-5");
      assertThat(
              gateway
                  .post(Sample.request(10, false).replace(Sample.MODEL, "claude-haiku-4-5"))
                  .statusCode())
          .isEqualTo(200);
    }
  }

  @Test
  void a_budget_that_does_not_allow_the_call_is_a_refusal_for_good_before_anything_is_sent()
      throws Exception {
    try (GatewayServer gateway = gateway(GatewayServer.grant(500, 0, 4))) {
      var tooMuch = gateway.post(Sample.request(1_000_000, false));
      var fits = gateway.post(Sample.request(100, false));

      refused(tooMuch, 402, "billing_error", "the token budget of 500 does not allow this call");
      assertThat(tooMuch.headers().firstValue("x-should-retry")).contains("false");
      assertThat(fits.statusCode()).isEqualTo(200);
      assertThat(upstream.asked()).hasSize(1);
    }
  }

  @Test
  void money_is_capped_by_price_and_a_model_without_a_price_is_refused() throws Exception {
    // 100 output tokens of this model are 1,000 millionths of a dollar.
    try (GatewayServer gateway = gateway(GatewayServer.grant(0, 900, 4))) {
      refused(gateway.post(Sample.request(100, false)), 402, "billing_error", "the money budget");
      refused(
          gateway.post(Sample.request(1, false).replace(Sample.MODEL, "no-price")),
          402,
          "billing_error",
          "price of the model no-price is unknown");
      assertThat(gateway.post(Sample.request(50, false)).statusCode()).isEqualTo(200);
    }
  }

  @Test
  void what_was_spent_before_a_restart_counts() throws Exception {
    upstream.willAnswer(200, "application/json", Sample.message("ok", 300, 100));
    GatewayToken.Grant grant = GatewayServer.grant(700, 0, 4);
    try (GatewayServer gateway = gateway(grant)) {
      assertThat(gateway.post(Sample.request(200, false)).statusCode()).isEqualTo(200);
    }
    try (GatewayServer again = gateway(grant)) {
      refused(again.post(Sample.request(300, false)), 402, "billing_error", "400 used");
    }
  }

  @Test
  void calls_made_at_once_never_spend_more_than_the_budget() throws Exception {
    // Each may use 100 output tokens and a little input, and uses 100 in all.
    upstream.willAnswer(200, "application/json", Sample.message("ok", 20, 80));
    long budget = 1_000;
    int calls = 60;
    try (GatewayServer gateway = gateway(GatewayServer.grant(budget, 0, calls));
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      CountDownLatch go = new CountDownLatch(1);
      List<Future<Integer>> answers = new ArrayList<>();
      for (int i = 0; i < calls; i++) {
        answers.add(
            threads.submit(
                () -> {
                  assertThat(go.await(10, TimeUnit.SECONDS)).isTrue();
                  return gateway.post(Sample.request(80, false)).statusCode();
                }));
      }
      go.countDown();
      int passed = 0;
      for (Future<Integer> answer : answers) {
        passed += answer.get() == 200 ? 1 : 0;
      }

      long spent = gateway.answered().stream().mapToLong(e -> e.usage().total()).sum();
      assertThat(spent).isEqualTo(passed * 100L).isLessThanOrEqualTo(budget);
      assertThat(passed).isBetween(4, 10);
      assertThat(gateway.answered())
          .extracting(e -> e.purpose().id() + e.ordinal())
          .doesNotHaveDuplicates();
    }
  }

  @Test
  void of_two_calls_at_once_with_a_budget_for_one_exactly_one_passes() throws Exception {
    CountDownLatch both = new CountDownLatch(1);
    byte[] answer = Sample.message("ok", 20, 80);
    upstream.will(
        exchange -> {
          awaitQuietly(both);
          exchange.sendResponseHeaders(200, answer.length);
          exchange.getResponseBody().write(answer);
        });
    try (GatewayServer gateway = gateway(GatewayServer.grant(300, 0, 2))) {
      CompletableFuture<HttpResponse<byte[]>> first = post(gateway, 200);
      GatewayServer.await(() -> upstream.asked().size() == 1);
      var second = gateway.post(Sample.request(200, false));
      both.countDown();

      refused(second, 402, "billing_error", "reserved by others");
      assertThat(first.get(10, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
    }
  }

  @Test
  void more_calls_at_once_than_the_token_allows_are_to_come_again() throws Exception {
    CountDownLatch done = new CountDownLatch(1);
    byte[] answer = Sample.message("ok", 20, 80);
    upstream.will(
        exchange -> {
          awaitQuietly(done);
          exchange.sendResponseHeaders(200, answer.length);
          exchange.getResponseBody().write(answer);
        });
    try (GatewayServer gateway = gateway(GatewayServer.grant(0, 0, 1))) {
      CompletableFuture<HttpResponse<byte[]>> first = post(gateway, 10);
      GatewayServer.await(() -> upstream.asked().size() == 1);
      var second = gateway.post(Sample.request(10, false));
      done.countDown();

      refused(second, 429, "rate_limit_error", "at once");
      assertThat(second.headers().firstValue("retry-after")).contains("1");
      assertThat(first.get(10, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
      assertThat(gateway.post(Sample.request(10, false)).statusCode()).isEqualTo(200);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "``|no body",
        "[]|$: must be an object",
        "{|line 1",
        "{}|$.model: is missing",
        "{\"model\":7}|$.model: must be a string",
        "{\"model\":\"\",\"max_tokens\":1,\"messages\":[1]}|$.model",
        "{\"model\":\"m\",\"messages\":[1]}|$.max_tokens: is missing",
        "{\"model\":\"m\",\"max_tokens\":\"1\",\"messages\":[1]}|$.max_tokens: must be an integer",
        "{\"model\":\"m\",\"max_tokens\":true,\"messages\":[1]}|$.max_tokens: must be an integer",
        "{\"model\":\"m\",\"max_tokens\":0,\"messages\":[1]}|$.max_tokens",
        "{\"model\":\"m\",\"max_tokens\":-1,\"messages\":[1]}|$.max_tokens",
        "{\"model\":\"m\",\"max_tokens\":9007199254740993,\"messages\":[1]}|$.max_tokens",
        "{\"model\":\"m\",\"max_tokens\":1}|$.messages: is missing",
        "{\"model\":\"m\",\"max_tokens\":1,\"messages\":[]}|$.messages",
        "{\"model\":\"m\",\"max_tokens\":1,\"messages\":{}}|$.messages",
        "{\"model\":\"m\",\"max_tokens\":1,\"stream\":\"yes\",\"messages\":[1]}|$.stream",
        "{\"model\":\"m\",\"model\":\"n\",\"max_tokens\":1,\"messages\":[1]}|uplicate",
      })
  void a_body_that_is_no_request_is_refused_with_the_place(String body, String says)
      throws Exception {
    try (GatewayServer gateway = gateway()) {
      refused(gateway.post(body == null ? "" : body), 400, "invalid_request_error", says);
      assertThat(upstream.asked()).isEmpty();
    }
  }

  @Test
  void bytes_that_are_not_utf_8_are_refused() throws Exception {
    byte[] body = Sample.request(10, false).replace("Grow", "Gr?w").getBytes(UTF_8);
    body[new String(body, UTF_8).indexOf('?')] = (byte) 0xff;
    try (GatewayServer gateway = gateway()) {
      refused(
          gateway.send(gateway.call("/v1/messages", body)),
          400,
          "invalid_request_error",
          "is not UTF-8");
    }
  }

  @Test
  void a_hundred_megabytes_are_too_large_whether_their_length_is_told_or_not() throws Exception {
    long size = 100L << 20;
    try (GatewayServer gateway = gateway()) {
      var told =
          gateway.send(
              HttpRequest.newBuilder(gateway.uri("/v1/messages"))
                  .header("x-api-key", gateway.token)
                  .POST(
                      HttpRequest.BodyPublishers.fromPublisher(
                          HttpRequest.BodyPublishers.ofInputStream(() -> Sample.blanks(size)),
                          size)));
      var untold =
          gateway.send(
              HttpRequest.newBuilder(gateway.uri("/v1/messages"))
                  .header("x-api-key", gateway.token)
                  .POST(HttpRequest.BodyPublishers.ofInputStream(() -> Sample.blanks(size))));

      refused(told, 413, "request_too_large", "32 MiB");
      refused(untold, 413, "request_too_large", "32 MiB");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"GET", "PUT", "PATCH", "DELETE", "OPTIONS"})
  void another_method_is_not_allowed(String method) throws Exception {
    try (GatewayServer gateway = gateway()) {
      for (String path : List.of("/llm/v1/messages", "/v1/messages/count_tokens")) {
        var response =
            gateway.send(
                HttpRequest.newBuilder(gateway.uri(path))
                    .method(method, HttpRequest.BodyPublishers.noBody()));

        refused(response, 405, "invalid_request_error", "only POST");
        assertThat(response.headers().firstValue("allow")).contains("POST");
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/v1/complete",
        "/llm/v1/models",
        "/v1/messages/batches",
        "/llm/v1/files/x/content"
      })
  void another_address_is_not_found(String path) throws Exception {
    try (GatewayServer gateway = gateway()) {
      refused(gateway.send(to(gateway, path)), 404, "not_found_error", "no such address");
    }
  }

  private static CompletableFuture<HttpResponse<byte[]>> post(GatewayServer gateway, int tokens) {
    return gateway
        .http()
        .sendAsync(
            gateway.call("/v1/messages", Sample.request(tokens, false).getBytes(UTF_8)).build(),
            HttpResponse.BodyHandlers.ofByteArray());
  }

  private static void awaitQuietly(CountDownLatch latch) throws IOException {
    try {
      if (!latch.await(10, TimeUnit.SECONDS)) {
        throw new IOException("nobody came");
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw new IOException(stopped);
    }
  }
}
