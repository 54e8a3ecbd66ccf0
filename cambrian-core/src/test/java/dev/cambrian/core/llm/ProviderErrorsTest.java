package dev.cambrian.core.llm;

import static dev.cambrian.core.NotedPause.seconds;
import static dev.cambrian.core.llm.ScriptedServer.response;
import static dev.cambrian.core.llm.ScriptedServer.stream;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.cambrian.core.NotedPause;
import dev.cambrian.core.Pause;
import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What a status, a waiting time and an error text of a provider mean. */
class ProviderErrorsTest {
  private static final String TEXT = "text";

  private final NotedPause pause = new NotedPause();
  private final Requests.Heard heard = new Requests.Heard();

  @ParameterizedTest
  @EnumSource
  void overload_three_times_is_waited_out(Api api) {
    ScriptedServer.Scene overloaded =
        response(
            "529 Overloaded",
            "",
            "{\"error\":{\"type\":\"overloaded_error\",\"message\":\"Busy\"}}");
    try (ScriptedServer server =
        ScriptedServer.playing(overloaded, overloaded, overloaded, stream(api.whole(TEXT)))) {

      assertThat(ask(api, server).text()).isEqualTo(TEXT);
      assertThat(pause.waits()).isEqualTo(seconds(1, 2, 4));
      assertThat(heard.waits).first().asString().contains("529 overloaded_error: Busy");
      assertThat(heard.expected).isEqualTo(seconds(1, 2, 4));
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "7 | 7",
        "86400 | 120",
        "99999999999999999999 | 1",
        "-5 | 1",
        "0 | 1",
        "soon | 1",
        "'' | 1",
        "Tue, 24 Nov 2026 10:00:30 GMT | 30",
        "Wed, 25 Nov 2026 10:00:00 GMT | 120",
        "Mon, 23 Nov 2026 10:00:00 GMT | 1"
      })
  void retry_after_is_obeyed_within_limits(String header, long expected) {
    for (Api api : Api.values()) {
      NotedPause waits = new NotedPause();
      try (ScriptedServer server =
          ScriptedServer.playing(
              response("429 Too Many Requests", "retry-after: " + header + "\r\n", ""),
              stream(api.whole(TEXT)))) {

        LlmAnswer answer =
            api.client(server.url(), Api.QUICK, waits).answer(Requests.generate(1), heard);

        assertThat(answer.text()).isEqualTo(TEXT);
        assertThat(waits.waits()).isEqualTo(seconds(expected));
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void rate_limits_without_end_are_given_up_after_fifteen_minutes(Api api) {
    try (ScriptedServer server =
        ScriptedServer.playing(response("429 Slow down", "retry-after: 86400\r\n", "{}"))) {

      assertThatThrownBy(() -> ask(api, server))
          .isInstanceOf(LlmException.Unavailable.class)
          .hasMessageContaining("gave up after waiting 840 s");
      assertThat(pause.waits()).hasSize(7).allMatch(Duration.ofMinutes(2)::equals);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "400 Bad Request,refuses the request (400 t: why)",
    "401 Unauthorized,_API_KEY",
    "403 Forbidden,_API_KEY",
    "404 Not Found,does not know the model model-x",
    "413 Too Large,too large (413 t: why)",
    "302 Found,redirects",
  })
  void refusals_are_not_tried_again_and_say_what_to_do(String status, String expected) {
    for (Api api : Api.values()) {
      try (ScriptedServer server =
          ScriptedServer.playing(
              response(
                  status,
                  "location: http://127.0.0.1:1/\r\n",
                  "{\"error\":{\"type\":\"t\",\"message\":\"why\"}}"))) {

        assertThatThrownBy(() -> ask(api, server))
            .isInstanceOfSatisfying(
                LlmException.Refused.class,
                e -> assertThat(status).startsWith(Integer.toString(e.status())))
            .hasMessageContaining(expected)
            .hasMessageNotContaining("\n");
        assertThat(server.received()).hasSize(1);
      }
    }
    assertThat(pause.waits()).isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void failing_servers_are_waited_for(Api api) {
    try (ScriptedServer server =
        ScriptedServer.playing(
            response("500 Oops", "", "<html>\n<b>trace</b></html>"),
            response("502 Bad Gateway", "", ""),
            stream(api.whole(TEXT)))) {

      assertThat(ask(api, server).text()).isEqualTo(TEXT);
      assertThat(pause.waits()).isEqualTo(seconds(1, 2));
    }
  }

  @ParameterizedTest
  @EnumSource
  void a_web_page_in_place_of_a_stream_is_refused(Api api) {
    try (ScriptedServer server =
        ScriptedServer.playing(
            response("200 OK", "content-type: text/html\r\n", "<html>Welcome</html>"))) {

      assertThatThrownBy(() -> ask(api, server))
          .isInstanceOf(LlmException.Refused.class)
          .hasMessageContaining("answered text/html instead of an event stream");
    }
  }

  @ParameterizedTest
  @EnumSource
  void an_interrupt_ends_a_wait_for_a_rate_limit(Api api) throws Exception {
    try (ScriptedServer server =
        ScriptedServer.playing(response("429 Slow down", "retry-after: 100\r\n", "{}"))) {
      LlmClient client = api.client(server.url(), Api.QUICK, Pause.SLEEP);

      Asking asking = Asking.start(client, Requests.generate(1), heard);
      await().until(() -> !heard.waits.isEmpty());

      asking.interruptEndsIt();
    }
  }

  @ParameterizedTest
  @EnumSource
  void a_key_that_the_server_echoes_shows_in_no_message(Api api) {
    String echo = "{\"error\":{\"type\":\"%1$s\",\"message\":\"bad %1$s\"}}".formatted(Api.KEY);
    String padded = "{\"error\":{\"message\":\"%s%s\"}}".formatted("x".repeat(240), Api.KEY);
    try (ScriptedServer server =
        ScriptedServer.playing(
            response("429 " + Api.KEY, "", echo),
            connection -> connection.send("HTTP/1.1 " + Api.KEY + "\r\n\r\n"),
            stream(api.error(Api.KEY)),
            response("401 " + Api.KEY, "", echo),
            response("400 Bad", "", padded),
            response("200 OK", "content-type: text/" + Api.KEY + "\r\n", ""),
            stream(api.whole("x").replace("real-model", "model-" + Api.KEY)))) {

      for (int i = 0; i < 3; i++) {
        assertThatThrownBy(() -> ask(api, server))
            .isInstanceOf(LlmException.Refused.class)
            .satisfies(e -> assertThat(allText(e)).doesNotContain("sk-planted"));
      }
      assertThat(ask(api, server).producerModel()).isEqualTo("model-***");
      assertThat(heard.waits).hasSize(3).noneMatch(reason -> reason.contains("sk-planted"));
      assertThat(api.client(server.url(), Api.QUICK, pause).toString())
          .doesNotContain("sk-planted");
    }
  }

  private static String allText(Throwable e) {
    StringBuilder text = new StringBuilder();
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      text.append(cause).append('\n');
    }
    return text.toString();
  }

  private LlmAnswer ask(Api api, ScriptedServer server) {
    return api.client(server.url(), Api.QUICK, pause).answer(Requests.generate(1), heard);
  }
}
