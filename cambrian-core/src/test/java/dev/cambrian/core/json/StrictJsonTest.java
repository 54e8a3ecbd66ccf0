package dev.cambrian.core.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StrictJsonTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "{",
        "[1",
        "[1,]",
        "{\"a\":1,\"a\":1}",
        "{\"a\":{\"b\":1,\"b\":2}}",
        "NaN",
        "[Infinity]",
        "-",
        "01",
        "1 2",
        "{} x",
        "'a'",
        "{a:1}",
        "// c\n1",
        "\"\\ud800\"",
        "{\"\\udc00\":1}",
        "\"a\nb\"",
        "\uFEFF1",
        "nul",
        "+1",
        ".5",
        "1."
      })
  void what_rfc_8259_does_not_allow_is_refused(String text) {
    assertThatThrownBy(() -> StrictJson.read(text)).isInstanceOf(MalformedJsonException.class);
  }

  @Test
  void the_types_and_digits_of_numbers_survive() {
    assertThat(StrictJson.read("[1, 1.0, 1e2, 12345678901234567890, -0, 9007199254740993]"))
        .hasToString("[1,1.0,1E+2,12345678901234567890,0,9007199254740993]");
    assertThat(StrictJson.read("1").isIntegralNumber()).isTrue();
    assertThat(StrictJson.read("1.0").isIntegralNumber()).isFalse();
  }

  @Test
  void bytes_that_are_not_utf_8_are_refused() {
    assertThatThrownBy(() -> StrictJson.read(new byte[] {'"', (byte) 0xC3, '"'}))
        .isInstanceOf(MalformedJsonException.class);
    assertThatThrownBy(() -> StrictJson.read("1".getBytes(StandardCharsets.UTF_16LE)))
        .isInstanceOf(MalformedJsonException.class);
  }

  @Test
  void a_million_brackets_end_the_reading_at_the_limit_of_depth() {
    assertThatThrownBy(() -> StrictJson.read("[".repeat(1_000_000)))
        .isInstanceOf(MalformedJsonException.class);
    assertThat(StrictJson.read("[".repeat(200) + "]".repeat(200)).isArray()).isTrue();
  }

  @Test
  void every_value_has_the_line_where_it_stands() {
    LocatedJson json = StrictJson.readLocated("[\n  {\"a\": 1,\n   \"b\": [true,\n null]}\n]");

    assertThat(json.lines().line()).isEqualTo(1);
    assertThat(json.lines().element(0).line()).isEqualTo(2);
    assertThat(json.lines().element(0).member("b").element(1).line()).isEqualTo(4);
    assertThat(json.lines().element(0).member("none").line()).isEqualTo(2);
    assertThat(json.lines().shifted(10).element(0).member("b").line()).isEqualTo(13);
  }

  @Test
  void an_error_names_its_line() {
    assertThatThrownBy(() -> StrictJson.read("{\n\"a\": 1,\n\"a\": 2}"))
        .isInstanceOfSatisfying(
            MalformedJsonException.class,
            e -> {
              assertThat(e.line()).isEqualTo(3);
              assertThat(e).hasMessage("line 3: duplicate member \"a\"");
            });
    assertThatThrownBy(() -> StrictJson.read("{\n\"a\" 1}"))
        .isInstanceOfSatisfying(
            MalformedJsonException.class,
            e -> {
              assertThat(e.line()).isEqualTo(2);
              assertThat(e.getMessage()).doesNotContain("\n");
            });
  }

  @Test
  void quoted_text_is_one_printable_line_of_bounded_length() {
    assertThat(Quote.of("a\n\u001b[31m\u202Eb", 100)).isEqualTo("\"a\\n\\u001b[31m\\u202eb\"");
    assertThat(Quote.bare("abcdef", 3)).isEqualTo("abc…");
    assertThat(Quote.bare("abc", 3)).isEqualTo("abc");
  }
}
