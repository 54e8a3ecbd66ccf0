package dev.cambrian.server.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(ReplaceUnderscores.class)
final class CutTest {
  /** One character in two chars. */
  private static final String EMOJI = "\uD83D\uDE00";

  @Test
  void what_fits_is_shown_whole() {
    Cut cut = Cut.head("one\ntwo", 7);

    assertThat(cut.text()).isEqualTo("one\ntwo");
    assertThat(cut.isCut()).isFalse();
    assertThat(cut.lines()).containsExactly("one", "two");
  }

  @Test
  void of_a_beginning_it_is_known_how_much_is_missing() {
    assertThat(Cut.head("0123456789", 4)).isEqualTo(new Cut("0123", 6));
  }

  @Test
  void no_character_is_cut_in_two() {
    assertThat(Cut.head("abc" + EMOJI, 4)).isEqualTo(new Cut("abc", 2));
    assertThat(Cut.tail("ab" + EMOJI + "c", 1, 2)).isEqualTo(new Cut(EMOJI + "c", 2));
    assertThat(Cut.line("abc" + EMOJI, 4)).isEqualTo("abc … 2 more characters");
  }

  @Test
  void an_end_is_the_last_lines_of_the_last_characters() {
    assertThat(Cut.tail("one\ntwo\nthree\n", 2, 100)).isEqualTo(new Cut("two\nthree", 4));
    assertThat(Cut.tail("one\ntwo\nthree\n", 9, 100)).isEqualTo(new Cut("one\ntwo\nthree", 0));
    assertThat(Cut.tail("0123456789", 3, 4)).isEqualTo(new Cut("6789", 6));
    assertThat(Cut.tail("", 3, 4)).isEqualTo(new Cut("", 0));
  }

  @Test
  void a_long_line_is_cut_and_says_by_how_much() {
    assertThat(Cut.head("x".repeat(3_234) + "\ny", 10_000).lines())
        .containsExactly("x".repeat(2_000) + " … 1,234 more characters", "y");
  }

  @Test
  void what_would_act_on_a_reader_is_spelt_out() {
    assertThat(Cut.head("a\u001b[2J\u202eb", 100).text()).isEqualTo("a\\x1b[2J\\u202eb");
  }
}
