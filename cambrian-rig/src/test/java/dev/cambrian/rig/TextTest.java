package dev.cambrian.rig;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Cutting and showing. */
class TextTest {
  @Test
  void a_tail_has_the_last_lines() {
    assertThat(Text.tail("a\nb\nc\n", 2, 100)).isEqualTo("b\nc\n");
    assertThat(Text.tail("a\nb\nc", 2, 100)).isEqualTo("b\nc");
    assertThat(Text.tail("", 2, 100)).isEmpty();
  }

  @Test
  void a_tail_has_at_most_so_many_bytes_and_no_half_character() {
    assertThat(Text.tail("x".repeat(100), 5, 10)).hasSize(10);
    String tail = Text.tail("😀".repeat(10) + "y", 5, 6);
    assertThat(tail).isEqualTo("😀y");
    assertThat(Text.utf8Size(Text.tail("\ufffd".repeat(100), 5, 10))).isEqualTo(9);
  }

  @Test
  void an_error_keeps_500_characters_whatever_their_size() {
    String cut = Text.error("😀".repeat(600));

    assertThat(cut.codePointCount(0, cut.length())).isEqualTo(500);
    assertThat(cut).endsWith("…");
  }

  @Test
  void characters_that_a_font_may_draw_as_anything_are_shown_as_escapes() {
    assertThat(Text.visible("a\ue000\u0378\ufeff\u2066é😀"))
        .isEqualTo("a\\uE000\\u0378\\uFEFF\\u2066é😀");
  }

  @Test
  void bytes_are_told_in_the_largest_unit_that_is_exact() {
    assertThat(Text.bytes(2L << 30)).isEqualTo("2 GiB");
    assertThat(Text.bytes(64L << 20)).isEqualTo("64 MiB");
    assertThat(Text.bytes(2000)).isEqualTo("2000 bytes");
  }

  @Test
  void one_line_stays_one() {
    assertThat(Text.oneLine("a\nb\tc\u001b\n")).isEqualTo("a\\nb\\tc\\u001B");
  }

  @Test
  void control_and_direction_characters_are_shown_and_not_sent() {
    assertThat(Text.visible("a\u001b[1m\u202eb\u0000\n")).isEqualTo("a\\u001B[1m\\u202Eb\\u0000\n");
  }
}
