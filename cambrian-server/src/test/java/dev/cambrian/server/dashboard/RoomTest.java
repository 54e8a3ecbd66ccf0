package dev.cambrian.server.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cambrian.server.view.ExchangeText;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(ReplaceUnderscores.class)
final class RoomTest {
  @Test
  void lines_are_whole_until_the_page_is_full_and_then_say_what_is_missing() {
    Room room = new Room(30, 20);

    assertThat(room.line("a".repeat(25))).isEqualTo("a".repeat(20) + " … 5 more characters");
    assertThat(room.line("b")).isEqualTo(" … 1 more characters");
    assertThat(room.line("")).isEmpty();
  }

  @Test
  void what_is_escaped_takes_the_room_that_it_takes_on_the_page() {
    Room room = new Room(100, 20);

    assertThat(room.line("\u001b".repeat(20))).isEqualTo("\\x1b".repeat(20));
    assertThat(room.line("<".repeat(20))).isEqualTo("<".repeat(20));
    assertThat(room.line("c".repeat(20))).isEqualTo(" … 20 more characters");
  }

  @Test
  void an_exchange_of_any_number_of_texts_fits_on_a_page_and_ends_with_its_answer() {
    List<ExchangeText.Part> said =
        new ArrayList<>(
            Collections.nCopies(1_000, new ExchangeText.Part("user", "\u001b".repeat(100_000))));
    said.add(new ExchangeText.Part("answer", "done"));

    GenerationTexts.Parts parts = GenerationTexts.parts(said, Cut.BLOCK, Room.forProse());

    assertThat(parts.shown().getLast().cut()).isEqualTo(new Cut("done", 0));
    assertThat(parts.shown().size() + parts.left()).isEqualTo(1_001);
    assertThat(parts.left()).isEqualTo(601);
    assertThat(parts.shown().stream().mapToInt(it -> it.cut().text().length()).sum())
        .isLessThan(Room.PAGE + 200_000);
  }

  @Test
  void an_exchange_of_one_text_is_its_answer() {
    GenerationTexts.Parts parts =
        GenerationTexts.parts(
            List.of(new ExchangeText.Part("answer", "done")), Cut.BLOCK, Room.forProse());

    assertThat(parts.shown()).hasSize(1);
    assertThat(parts.left()).isZero();
  }
}
