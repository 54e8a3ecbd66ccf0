package dev.cambrian.core.llm;

import static dev.cambrian.core.NotedPause.seconds;
import static dev.cambrian.core.llm.ScriptedServer.stream;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.cambrian.core.NotedPause;
import dev.cambrian.core.llm.ScriptedServer.Connection;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What both streaming providers do when the other side, or the way there, misbehaves. */
class StreamFaultsTest {
  private static final String TEXT = "<file path=\"a\">\nİi€𝄞 \"x\\n\"\n</file:end>\n";

  private final NotedPause pause = new NotedPause();
  private final Requests.Heard heard = new Requests.Heard();

  @ParameterizedTest
  @EnumSource
  void a_stream_split_at_every_byte_is_read_whole(Api api) {
    try (ScriptedServer server =
        ScriptedServer.playing(
            connection -> connection.sendByteByByte(ScriptedServer.STREAM + api.whole(TEXT)))) {

      LlmAnswer answer = ask(api, server);

      assertThat(answer.text()).isEqualTo(TEXT);
      assertThat(answer.producerModel()).isEqualTo("real-model");
      assertThat(answer.stopReason()).isEqualTo(LlmAnswer.StopReason.COMPLETE);
      assertThat(answer.usageKnown()).isTrue();
      assertThat(answer.usage().input()).isEqualTo(60);
      assertThat(answer.usage().output()).isEqualTo(7);
      assertThat(answer.usage().cacheRead()).isEqualTo(30);
      assertThat(heard.received).last().isEqualTo((long) TEXT.length());
      assertThat(heard.text).hasToString(TEXT);
    }
  }

  @ParameterizedTest
  @EnumSource
  void line_ends_of_any_kind_and_packed_streams_are_read(Api api) {
    String crlf = api.whole(TEXT).replace("\n\n", "\r\n\r\n");
    String packed =
        ScriptedServer.STREAM.replace("connection:", "content-encoding: gzip\r\nconnection:");
    try (ScriptedServer server =
        ScriptedServer.playing(
            stream(crlf), connection -> connection.send(packed).sendPacked(api.whole(TEXT)))) {

      assertThat(ask(api, server).text()).isEqualTo(TEXT);
      assertThat(ask(api, server).text()).isEqualTo(TEXT);
    }
  }

  @ParameterizedTest
  @EnumSource
  void a_stream_that_was_cut_within_a_line_end_is_given_up_like_any_other(Api api) {
    String whole = api.whole(TEXT);
    String cut = whole.substring(0, whole.indexOf("\n\n")) + "\r";
    try (ScriptedServer server = ScriptedServer.playing(stream(cut), stream(api.whole(TEXT)))) {

      assertThat(ask(api, server).text()).isEqualTo(TEXT);
      assertThat(pause.waits()).isEqualTo(seconds(1));
    }
  }

  @ParameterizedTest
  @EnumSource
  void text_of_an_attempt_that_broke_is_told_to_be_void(Api api) {
    String whole = api.whole(TEXT);
    String cut = whole.substring(0, whole.lastIndexOf("\n\n", whole.length() - 3) + 2);
    try (ScriptedServer server =
        ScriptedServer.playing(
            stream(cut.replace("message_stop", "ping").replace("[DONE]", "{}")), stream(whole))) {

      assertThat(ask(api, server).text()).isEqualTo(TEXT);
      assertThat(heard.text).hasToString(TEXT);
    }
  }

  @ParameterizedTest
  @EnumSource
  void a_broken_byte_breaks_the_stream_and_never_stands_in_an_answer(Api api) {
    byte[] broken = (ScriptedServer.STREAM + api.whole("a~b")).getBytes(StandardCharsets.UTF_8);
    for (int i = 0; i < broken.length; i++) {
      broken[i] = broken[i] == '~' ? (byte) 0xff : broken[i];
    }
    try (ScriptedServer server =
        ScriptedServer.playing(
            connection -> connection.send(broken), stream(api.whole("a\u20ac\ud83d\ude00b")))) {

      assertThat(ask(api, server).text()).isEqualTo("a\u20ac\ud83d\ude00b");
      assertThat(pause.waits()).isEqualTo(seconds(1));
    }
  }

  @ParameterizedTest
  @EnumSource
  void a_storm_of_pings_and_comments_changes_nothing(Api api) {
    String pings =
        (api == Api.ANTHROPIC ? Api.event("ping", "{\"type\":\"ping\"}") : "") + ": keep-alive\n\n";
    try (ScriptedServer server =
        ScriptedServer.playing(
            stream(
                pings.repeat(20_000)
                    + api.begin()
                    + pings.repeat(20_000)
                    + api.delta(TEXT)
                    + api.end()))) {

      assertThat(ask(api, server).text()).isEqualTo(TEXT);
    }
  }

  @ParameterizedTest
  @EnumSource
  void an_error_after_ten_deltas_is_waited_out_and_leaves_nothing_of_them(Api api) {
    String broken = api.begin() + api.delta("lost").repeat(10) + api.error("overloaded_error");
    try (ScriptedServer server =
        ScriptedServer.playing(stream(broken), stream(broken), stream(api.whole(TEXT)))) {

      assertThat(ask(api, server).text()).isEqualTo(TEXT);
      assertThat(pause.waits()).isEqualTo(seconds(1, 2));
      assertThat(heard.waits).allMatch(reason -> reason.contains("overloaded_error: Sorry"));
    }
  }

  @ParameterizedTest
  @EnumSource
  void an_error_in_the_stream_that_is_ours_is_not_tried_again(Api api) {
    try (ScriptedServer server =
        ScriptedServer.playing(stream(api.begin() + api.error("invalid_request_error")))) {

      assertThatThrownBy(() -> ask(api, server))
          .isInstanceOf(LlmException.Refused.class)
          .hasMessageContaining("invalid_request_error: Sorry");
      assertThat(server.received()).hasSize(1);
    }
  }

  @ParameterizedTest
  @EnumSource
  void a_stream_that_ends_too_early_is_no_answer(Api api) {
    String early = api.begin() + api.delta("half");
    String inTheMiddleOfAnEvent = early + api.end().substring(0, 40);
    try (ScriptedServer server =
        ScriptedServer.playing(
            stream(""), stream(early), stream(inTheMiddleOfAnEvent), stream(api.whole(TEXT)))) {

      assertThat(ask(api, server).text()).isEqualTo(TEXT);
      assertThat(pause.waits()).isEqualTo(seconds(1, 2, 4));
      assertThat(heard.waits).last().asString().contains("broke off (in the middle of an event)");
    }
  }

  @ParameterizedTest
  @EnumSource
  void resets_before_and_amid_the_stream_back_off(Api api) {
    try (ScriptedServer server =
        ScriptedServer.playing(
            Connection::reset,
            connection -> connection.send(ScriptedServer.STREAM + api.delta("half")).reset(),
            connection -> connection.send("HTTP/1.1 nonsense\r\n\r\n"),
            stream(api.whole(TEXT)))) {

      assertThat(ask(api, server).text()).isEqualTo(TEXT);
      assertThat(pause.waits()).isEqualTo(seconds(1, 2, 4));
    }
  }

  @ParameterizedTest
  @EnumSource
  void a_truncated_chunked_body_is_no_end(Api api) {
    String head =
        ScriptedServer.STREAM.replace("connection:", "transfer-encoding: chunked\r\nconnection:");
    String most = api.begin() + api.delta("half");
    try (ScriptedServer server =
        ScriptedServer.playing(
            connection -> connection.send(head + "fffff\r\n" + most), stream(api.whole(TEXT)))) {

      assertThat(ask(api, server).text()).isEqualTo(TEXT);
    }
  }

  @ParameterizedTest
  @EnumSource
  void a_provider_that_cannot_be_reached_is_given_up_after_some_tries(Api api) throws IOException {
    int port;
    try (ServerSocket closed = new ServerSocket(0)) {
      port = closed.getLocalPort();
    }
    LlmClient client = api.client("http://127.0.0.1:" + port, Api.QUICK, pause);

    assertThatThrownBy(() -> client.answer(Requests.generate(1), heard))
        .isInstanceOf(LlmException.Unavailable.class)
        .hasMessageContaining("cannot be reached")
        .hasMessageContaining("gave up after waiting 183 s");
    assertThat(pause.waits()).isEqualTo(seconds(1, 2, 4, 8, 16, 32, 60, 60));
  }

  @ParameterizedTest
  @EnumSource
  void invalid_json_counts_as_a_broken_stream(Api api) {
    String event = api == Api.ANTHROPIC ? "event: message_delta\n" : "";
    try (ScriptedServer server =
        ScriptedServer.playing(
            stream(api.begin() + event + "data: {\"type\":\n\n" + api.end()),
            stream(api.begin() + event + "data: [1]\n\n" + api.end()),
            stream(api.whole(TEXT)))) {

      assertThat(ask(api, server).text()).isEqualTo(TEXT);
      assertThat(pause.waits()).isEqualTo(seconds(1, 2));
    }
  }

  @ParameterizedTest
  @EnumSource
  void too_much_is_cut_also_on_one_line_and_when_packed(Api api) {
    HttpLimits small =
        new HttpLimits(
            Duration.ofSeconds(5),
            Duration.ofSeconds(20),
            Duration.ofSeconds(60),
            100_000,
            Duration.ofSeconds(120),
            Duration.ofMinutes(15),
            8);
    String packed =
        ScriptedServer.STREAM.replace("connection:", "content-encoding: gzip\r\nconnection:");
    String line = "data: " + "x".repeat(200_000);
    try (ScriptedServer server =
        ScriptedServer.playing(
            stream(api.begin() + api.delta("x".repeat(1000)).repeat(200)),
            stream(line),
            connection -> connection.send(packed).sendPacked(line))) {
      LlmClient client = api.client(server.url(), small, pause);

      for (int i = 0; i < 3; i++) {
        assertThatThrownBy(() -> client.answer(Requests.generate(1), heard))
            .isInstanceOf(LlmException.Refused.class)
            .hasMessageContaining("more than 100000 bytes");
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void silence_is_a_network_failure_and_so_is_an_answer_without_end(Api api) {
    HttpLimits impatient =
        new HttpLimits(
            Duration.ofSeconds(5),
            Duration.ofMillis(200),
            Duration.ofMillis(900),
            Texts.MAX_ANSWER,
            Duration.ofSeconds(120),
            Duration.ofMinutes(15),
            1);
    try (ScriptedServer server =
        ScriptedServer.playing(
            Connection::hang,
            connection -> {
              connection.send(ScriptedServer.STREAM);
              while (true) {
                connection.send(": drip\n\n");
                await().pollDelay(Duration.ofMillis(20)).until(() -> true);
              }
            })) {
      LlmClient client = api.client(server.url(), impatient, pause);

      assertThatThrownBy(() -> client.answer(Requests.generate(1), heard))
          .isInstanceOf(LlmException.Unavailable.class)
          .hasMessageContaining("did not end its answer");
      assertThat(heard.waits).first().asString().contains("SocketTimeoutException");
    }
  }

  @ParameterizedTest
  @EnumSource
  void an_interrupt_ends_the_exchange_before_and_amid_the_stream(Api api) throws Exception {
    try (ScriptedServer server =
        ScriptedServer.playing(
            Connection::hang,
            connection -> connection.send(ScriptedServer.STREAM + api.delta("half")).hang())) {
      LlmClient client = api.client(server.url(), Api.QUICK, pause);

      Asking before = Asking.start(client, Requests.generate(1), heard);
      await().until(() -> server.received().size() == 1);
      before.interruptEndsIt();

      Asking amid = Asking.start(client, Requests.generate(1), heard);
      await().until(() -> !heard.received.isEmpty());
      amid.interruptEndsIt();
      await().until(server::allLeft);
    }
  }

  private LlmAnswer ask(Api api, ScriptedServer server) {
    return api.client(server.url(), Api.QUICK, pause).answer(Requests.generate(1), heard);
  }
}
