package dev.cambrian.server.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayNameGeneration(ReplaceUnderscores.class)
final class CodeTextTest {
  @ParameterizedTest
  @CsvSource({"src/app.py, python", "A.JAVA, java", "x/y.tar.toml, ini", "index.html, xml"})
  void the_language_is_that_of_the_ending(String path, String language) {
    assertThat(CodeText.language(path)).contains(language);
  }

  @ParameterizedTest
  @CsvSource({"Makefile", "app.py/LICENSE", "x.unknown", "''"})
  void what_has_no_known_ending_has_no_language(String path) {
    assertThat(CodeText.language(path)).isEmpty();
  }

  @Test
  void lines_are_numbered_from_the_first_and_made_safe() {
    CodeText code = CodeText.of(7, 8, List.of("a\tb", "c\u001b[2J"), "app.py");

    assertThat(code.first()).isEqualTo(7);
    assertThat(code.last()).isEqualTo(8);
    assertThat(code.text()).isEqualTo("a\tb\nc\\x1b[2J");
  }

  @Test
  void a_long_line_is_cut() {
    assertThat(CodeText.of(1, 0, List.of("x".repeat(2_001)), "app.py").text())
        .isEqualTo("x".repeat(2_000) + " … 1 more characters");
  }
}
