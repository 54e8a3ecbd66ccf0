package dev.cambrian.core.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayNameGeneration(ReplaceUnderscores.class)
class JsonTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "{\"a\":1,\"a\":1}",
        "{\"a\":{\"b\":1,\"b\":2}}",
        "{} {}",
        "{}x",
        "NaN",
        "[Infinity]",
        "{'a':1}",
        "{a:1}",
        "[1,]",
        "// comment\n1",
        "01",
        "\"a\nb\"",
        "\uFEFF{}"
      })
  void what_is_no_strict_json_is_refused_in_one_line(String text) {
    assertThatThrownBy(() -> Json.parse(text))
        .isInstanceOf(JsonException.class)
        .message()
        .doesNotContain("\n");
  }

  @Test
  void the_place_of_a_mistake_is_told() {
    assertThatThrownBy(() -> Json.parse("{\n  \"a\": x}"))
        .isInstanceOf(JsonException.class)
        .hasMessageStartingWith("line 2, column ");
  }

  @Test
  void bytes_that_are_not_utf_8_are_refused() {
    byte[] latin1 = "\"é\"".getBytes(StandardCharsets.ISO_8859_1);
    byte[] utf16 = "{}".getBytes(StandardCharsets.UTF_16LE);

    assertThatThrownBy(() -> Json.parse(latin1)).hasMessage("$: is not UTF-8");
    assertThatThrownBy(() -> Json.parse(utf16)).isInstanceOf(JsonException.class);
  }

  @Test
  void nesting_is_read_up_to_its_limit() {
    String deepest = "[".repeat(Json.MAX_DEPTH) + "]".repeat(Json.MAX_DEPTH);

    assertThat(Json.parse(deepest).isArray()).isTrue();
    assertThatThrownBy(() -> Json.parse("[" + deepest + "]")).isInstanceOf(JsonException.class);
    assertThatThrownBy(() -> Json.parse("[".repeat(1_000_000))).isInstanceOf(JsonException.class);
  }

  @Test
  void a_number_keeps_every_digit() {
    String digits = "[1.10,100000000000000000000000,0.1000000000000000055511151231257827]";

    assertThat(Json.write(Json.parse(digits))).isEqualTo(digits);
  }

  @Test
  void what_was_stored_may_name_a_member_twice_and_the_last_counts() {
    assertThat(Json.parseStored("{\"a\":1,\"a\":2}").get("a").intValue()).isEqualTo(2);
  }
}
