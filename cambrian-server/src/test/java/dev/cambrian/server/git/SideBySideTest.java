package dev.cambrian.server.git;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.cambrian.server.git.SideBySide.Kind;
import dev.cambrian.server.git.SideBySide.Row;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

final class SideBySideTest {
  private static SideBySide of(List<String> before, List<String> after, int mostRows) {
    return LineDiff.sideBySide(text(before), 1, text(after), 1, mostRows);
  }

  private static String text(List<String> lines) {
    return lines.isEmpty() ? "" : String.join("\n", lines) + "\n";
  }

  private static List<Row> rows(SideBySide text) {
    return text.hunks().stream().flatMap(it -> it.rows().stream()).toList();
  }

  @Provide
  Arbitrary<List<String>> texts() {
    return Arbitraries.of("a", "b", "c", "d", "e", "").list().ofMaxSize(40);
  }

  @Property
  void the_rows_lead_from_the_first_text_to_the_second(
      @ForAll("texts") List<String> before, @ForAll("texts") List<String> after) {
    SideBySide both = of(before, after, Integer.MAX_VALUE);

    List<String> rebuilt = new ArrayList<>();
    int next = 1;
    for (Row row : rows(both)) {
      while (row.before() > next) {
        rebuilt.add(before.get(next++ - 1));
      }
      if (row.before() > 0) {
        assertThat(row.old()).isEqualTo(before.get(row.before() - 1));
        next = row.before() + 1;
      }
      if (row.after() > 0) {
        rebuilt.add(row.now());
        assertThat(rebuilt).hasSize(row.after());
      }
    }
    rebuilt.addAll(before.subList(next - 1, before.size()));
    assertThat(rebuilt).isEqualTo(after);
    assertThat(both.added() - both.removed()).isEqualTo(after.size() - before.size());
    assertThat(both.cut()).isFalse();
  }

  @Property
  void no_more_rows_are_there_than_were_asked_for_and_the_counts_are_of_all(
      @ForAll("texts") List<String> before, @ForAll("texts") List<String> after) {
    SideBySide whole = of(before, after, Integer.MAX_VALUE);
    SideBySide some = of(before, after, 5);

    assertThat(rows(some)).hasSize(Math.min(5, rows(whole).size()));
    assertThat(some.cut()).isEqualTo(rows(whole).size() > 5);
    assertThat(some.added()).isEqualTo(whole.added());
    assertThat(some.removed()).isEqualTo(whole.removed());
  }

  @Example
  void a_line_in_the_place_of_another_stands_beside_it_and_three_around() {
    List<String> before = List.of("1", "2", "3", "4", "5", "6", "7", "8", "9");
    List<String> after = List.of("1", "2", "3", "4", "five", "and more", "6", "7", "8", "9");

    SideBySide both = LineDiff.sideBySide(text(before), 101, text(after), 201, 100);

    assertThat(rows(both))
        .extracting(Row::kind, Row::before, Row::old, Row::after, Row::now)
        .containsExactly(
            tuple(Kind.SAME, 102, "2", 202, "2"),
            tuple(Kind.SAME, 103, "3", 203, "3"),
            tuple(Kind.SAME, 104, "4", 204, "4"),
            tuple(Kind.CHANGED, 105, "5", 205, "five"),
            tuple(Kind.ADDED, 0, "", 206, "and more"),
            tuple(Kind.SAME, 106, "6", 207, "6"),
            tuple(Kind.SAME, 107, "7", 208, "7"),
            tuple(Kind.SAME, 108, "8", 209, "8"));
    assertThat(both.added()).isEqualTo(2);
    assertThat(both.removed()).isEqualTo(1);
  }

  @Example
  void equal_texts_have_nothing() {
    assertThat(of(List.of("a"), List.of("a"), 100).hunks()).isEmpty();
  }
}
