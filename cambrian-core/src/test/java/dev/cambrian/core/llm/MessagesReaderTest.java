package dev.cambrian.core.llm;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cambrian.core.json.Json;
import java.time.Duration;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayNameGeneration(ReplaceUnderscores.class)
class MessagesReaderTest {
  private static final String TEXT = "Grüße 🜁 \"x\"\n";
  private static final String WHOLE = Api.ANTHROPIC.whole(TEXT);

  private final MessagesReader reader = new MessagesReader("asked-model", 100_000);

  private void take(String stream, int piece) {
    byte[] bytes = stream.getBytes(UTF_8);
    for (int from = 0; from < bytes.length; from += piece) {
      reader.take(bytes, from, Math.min(piece, bytes.length - from));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 7, 64, 100_000})
  void a_stream_in_pieces_of_any_size_is_read_as_it_is_whole(int piece) {
    take(WHOLE, piece);

    LlmAnswer answer = reader.answer(Duration.ofSeconds(1)).orElseThrow();
    assertThat(answer.text()).isEqualTo(TEXT);
    assertThat(answer.producerModel()).isEqualTo("real-model");
    assertThat(answer.usage().output()).isEqualTo(7);
    assertThat(answer.elapsed()).isEqualTo(Duration.ofSeconds(1));
  }

  @ParameterizedTest
  @ValueSource(strings = {"\r\n", "\r"})
  void line_ends_of_any_kind_end_lines(String end) {
    take(WHOLE.replace("\n", end), 1);

    assertThat(reader.answer(Duration.ZERO).orElseThrow().text()).isEqualTo(TEXT);
  }

  @Test
  void a_stream_that_does_not_end_properly_is_no_answer_at_any_byte_of_it() {
    byte[] bytes = WHOLE.getBytes(UTF_8);
    int end = WHOLE.stripTrailing().getBytes(UTF_8).length;
    for (int i = 0; i < end; i++) {
      assertThat(reader.answer(Duration.ZERO)).as("after %d bytes", i).isEmpty();
      reader.take(bytes, i, 1);
    }
    assertThat(reader.betweenEvents()).isFalse();
    reader.take(bytes, end, bytes.length - end);

    assertThat(reader.ended()).isTrue();
    assertThat(reader.betweenEvents()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "event: error\ndata: {\"type\":\"error\",\"error\":{\"type\":\"api_error\"}}\n\n",
        "event: message_delta\ndata: {\"type\n\n",
        "event: message_delta\ndata: []\n\n"
      })
  void what_breaks_the_protocol_never_becomes_an_answer(String odd) {
    take(odd + WHOLE, 5);

    assertThat(reader.broken()).isTrue();
    assertThat(reader.answer(Duration.ZERO)).isEmpty();
  }

  @Test
  void bytes_that_are_not_utf_8_break_it() {
    byte[] bytes = WHOLE.getBytes(UTF_8);
    bytes[WHOLE.indexOf("Gr")] = (byte) 0xff;

    reader.take(bytes, 0, bytes.length);

    assertThat(reader.broken()).isTrue();
  }

  @Test
  void more_than_its_limit_breaks_it() {
    MessagesReader small = new MessagesReader("m", 100);

    small.take(WHOLE.getBytes(UTF_8), 0, 101);

    assertThat(small.broken()).isTrue();
  }

  @Test
  void a_document_is_read_like_a_stream() {
    reader.takeMessage(
        Json.parse(
            """
            {"model":"real","content":[{"type":"thinking","thinking":"hm"},{"type":"text","text":"a"},{"type":"text","text":"b"}],
             "stop_reason":"max_tokens","usage":{"input_tokens":5,"cache_read_input_tokens":3,"output_tokens":2}}"""));

    LlmAnswer answer = reader.answer(Duration.ZERO).orElseThrow();
    assertThat(answer.text()).isEqualTo("ab");
    assertThat(answer.stopReason()).isEqualTo(LlmAnswer.StopReason.TRUNCATED);
    assertThat(answer.usage()).isEqualTo(new TokenUsage(8, 2, 3, 0));
  }

  @ParameterizedTest
  @ValueSource(strings = {"{}", "[]", "7", "null", "{\"content\":1}", "{\"stop_reason\":null}"})
  void a_document_that_is_no_message_is_no_answer(String odd) {
    reader.takeMessage(Json.parse(odd));

    assertThat(reader.answer(Duration.ZERO)).isEmpty();
  }

  @Test
  void what_was_used_so_far_is_what_was_told_or_can_be_estimated() {
    take(
        """
        event: message_start
        data: {"type":"message_start","message":{"usage":{"input_tokens":9,"output_tokens":1}}}

        event: content_block_delta
        data: {"type":"content_block_delta","delta":{"type":"text_delta","text":"123456789"}}

        """,
        10);

    assertThat(reader.usageSoFar()).isEqualTo(TokenUsage.of(9, 3));
  }
}
