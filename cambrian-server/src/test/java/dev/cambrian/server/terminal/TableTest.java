package dev.cambrian.server.terminal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import dev.cambrian.server.terminal.Table.Column;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

final class TableTest {

  @Test
  void columns_are_aligned_and_no_line_ends_with_a_blank() {
    Table table = new Table(List.of(Column.right("N"), Column.left("NAME"), Column.left("X")));
    table.add(List.of("1", "a", ""));
    table.add(List.of("100", "long", "y"));

    assertThat(table.lines(80)).containsExactly("  N  NAME  X", "  1  a", "100  long  y");
  }

  @Test
  void lines_are_cut_to_the_width_and_cells_are_safe() {
    Table table = new Table(List.of(Column.left("A")));
    table.add(List.of("0123456789"));
    table.add(List.of("\u001b"));

    assertThat(table.lines(8)).containsExactly("A", "01234...", "\\x1b");
  }

  @Test
  void a_row_has_as_many_cells_as_the_table() {
    Table table = new Table(List.of(Column.left("A")));

    assertThatThrownBy(() -> table.add(List.of("1", "2")))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void figures_read_the_same_everywhere() {
    assertThat(Format.duration(Duration.ofMillis(1_234))).isEqualTo("1.23 s");
    assertThat(Format.duration(Duration.ofSeconds(59))).isEqualTo("59.0 s");
    assertThat(Format.duration(Duration.ofSeconds(245))).isEqualTo("4:05 min");
    assertThat(Format.duration(Duration.ofSeconds(3_723))).isEqualTo("1:02:03 h");
    assertThat(Format.count(1_234_567)).isEqualTo("1,234,567");
    assertThat(Format.cost(OptionalLong.empty())).isEqualTo("unknown");
    assertThat(Format.cost(OptionalLong.of(0))).isEqualTo("$0");
    assertThat(Format.cost(OptionalLong.of(12_300))).isEqualTo("$0.0123");
  }

  @Test
  void the_size_is_read_from_stty_or_taken_as_usual() {
    assertThat(Screen.parse("50 132\n")).isEqualTo(new Screen.Size(50, 132));
    assertThat(Screen.parse("0 0")).isEqualTo(new Screen.Size(24, 80));
    assertThat(Screen.parse("")).isEqualTo(new Screen.Size(24, 80));
    assertThat(Screen.parse("50")).isEqualTo(new Screen.Size(50, 80));
  }

  @Test
  void the_program_that_tells_the_size_gets_no_environment_and_a_second() {
    Path nothing = Path.of("/dev/null");

    assertThat(Screen.ask(nothing, "sh", "-c", "echo 50 13${HOME:+0}2"))
        .isEqualTo(new Screen.Size(50, 132));
    assertThat(Screen.ask(nothing, "no-such-program")).isEqualTo(new Screen.Size(24, 80));
    assertTimeout(
        Duration.ofSeconds(20),
        () -> assertThat(Screen.ask(nothing, "sleep", "60")).isEqualTo(new Screen.Size(24, 80)));
  }
}
