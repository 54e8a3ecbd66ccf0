package dev.cambrian.server.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cambrian.server.terminal.Table.Column;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ColumnsTest {
  @ParameterizedTest
  @CsvSource({
    "abc, 3",
    "仕様, 4",
    "カタカナ, 8",
    "ｶﾅ, 2",
    "한글, 4",
    "\u1112\u1161\u11ab, 2",
    "Ａ１, 4",
    "。, 2",
    "🧬, 2",
    "é, 1",
    "e\u0301, 1",
    "שלום, 4",
    "العربية, 7",
    "naïve…, 6",
  })
  void text_takes_as_many_columns_as_a_terminal_gives_it(String text, int columns) {
    assertThat(Columns.of(text)).isEqualTo(columns);
  }

  @Test
  void a_wide_character_is_never_cut_in_half_and_a_mark_stays_with_its_letter() {
    assertThat(Table.cut("仕様仕様", 7)).isEqualTo("仕様...");
    assertThat(Table.cut("仕様仕様", 6)).isEqualTo("仕...");
    assertThat(Table.cut("仕様", 3)).isEqualTo("仕");
    assertThat(Columns.beginning("e\u0301e\u0301", 1)).isEqualTo("e\u0301");
    assertThat(Table.cut("仕様", 0)).isEmpty();
  }

  @Property
  void what_is_cut_fits(@ForAll String text, @ForAll @IntRange(max = 50) int width) {
    String safe = SafeText.line(text);

    assertThat(Columns.of(Table.cut(safe, width))).isLessThanOrEqualTo(width);
  }

  @Test
  void columns_of_a_table_stay_aligned_beside_wide_text_and_text_from_right_to_left() {
    Table table = new Table(List.of(Column.left("TITLE"), Column.right("N")));
    table.add(List.of("仕様書", "1"));
    table.add(List.of("שלום", "2"));
    table.add(List.of("Echo", "3"));

    assertThat(table.lines(40)).containsExactly("TITLE   N", "仕様書  1", "שלום    2", "Echo    3");
  }
}
