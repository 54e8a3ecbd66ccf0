package dev.cambrian.server.view;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cambrian.core.mutation.Sections;
import dev.cambrian.server.git.SideBySide;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(ReplaceUnderscores.class)
final class SpecComparisonTest {
  private static Sections spec(String line) {
    StringBuilder text = new StringBuilder("---\ntitle: Long\n---\n");
    for (int i = 0; i < 4; i++) {
      text.append("# Section ").append(i).append("\n\n").append((line + "\n").repeat(900));
    }
    return Sections.of(text.toString().getBytes(StandardCharsets.UTF_8)).orElseThrow();
  }

  @Test
  void the_sections_share_the_rows_that_are_shown_and_those_that_are_cut_say_so() {
    SpecComparison diff = SpecComparison.of(spec("old"), spec("new"));

    List<SideBySide> lines = diff.differing().stream().flatMap(it -> it.lines().stream()).toList();
    assertThat(lines).hasSize(4);
    assertThat(lines.stream().mapToInt(SideBySide::rows).sum()).isEqualTo(2_000);
    assertThat(lines).extracting(SideBySide::cut).containsExactly(false, false, true, true);
    assertThat(lines).extracting(SideBySide::added).containsOnly(900);
  }
}
