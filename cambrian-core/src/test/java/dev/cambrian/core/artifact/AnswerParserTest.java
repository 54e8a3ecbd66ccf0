package dev.cambrian.core.artifact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cambrian.core.spec.Toolchain;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AnswerParserTest {

  private static Map<String, String> parse(String answer) {
    return AnswerParser.parse(answer, Toolchain.PYTHON, Samples.SPEC_PATH).entrySet().stream()
        .collect(Collectors.toMap(Map.Entry::getKey, e -> Samples.text(e.getValue())));
  }

  private static void rejects(String answer, String rule, String path) {
    assertThatThrownBy(() -> parse(answer))
        .isInstanceOfSatisfying(
            AnswerRejectedException.class,
            e -> {
              assertThat(e.rule()).isEqualTo(rule);
              assertThat(e.path().orElse("")).isEqualTo(path);
              assertThat(e.reason().chars()).allMatch(c -> (c >= ' ' && c <= '~') || c == '…');
              assertThat(e.getMessage()).hasSizeLessThan(500);
            });
  }

  @Test
  void the_vectors_of_the_design_hold() {
    assertThat(parse("<file path=\"a.py\">\nx = \"</file:end>\"\n</file:end>\n"))
        .isEqualTo(Map.of("a.py", "x = \"</file:end>\"\n"));
    assertThat(parse("<file path=\"a\">\n1\n</file:end>\n<file path=\"b\">\n2\n</file:end>\n"))
        .isEqualTo(Map.of("a", "1\n", "b", "2\n"));
    assertThat(parse("<file path=\"a.py\">\nline1\n</file:end>\ntail\n"))
        .isEqualTo(Map.of("a.py", "line1\n"));
    rejects("<file path=\"a\">\nx", "unclosed-block", "a");
  }

  @Test
  void what_stands_outside_is_ignored() {
    assertThat(
            parse(
                "Here it is: <file path=\"no\">\n</file:end>\n```\n <file path=\"no\">\n"
                    + "<files>\n<file>\n<file path=\"a\">\nx\n</file:end>"))
        .isEqualTo(Map.of("a", "x\n"));
  }

  @Test
  void a_block_may_be_empty_and_may_hold_opening_lines() {
    assertThat(parse("<file path=\"a\">\n</file:end>\n")).isEqualTo(Map.of("a", ""));
    assertThat(parse("<file path=\"a\">\n<file path=\"b\">\n</file:end>\n"))
        .isEqualTo(Map.of("a", "<file path=\"b\">\n"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        " </file:end>",
        "</file:end> ",
        "</FILE:END>",
        "</file:end>x",
        "</file>",
        "\r</file:end>",
        "</file:end>\u2028",
        "\u2028</file:end>",
        "</file:end>\r\r",
        "</file:end>\u0085"
      })
  void only_a_line_that_is_exactly_the_end_closes(String line) {
    assertThat(parse("<file path=\"a\">\n" + line + "\n</file:end>\n"))
        .isEqualTo(Map.of("a", line + "\n"));
  }

  @Test
  void windows_line_ends_close_and_are_kept() {
    assertThat(parse("<file path=\"a\">\r\nx\r\n</file:end>\r\n<file path=\"b\">\ny\n</file:end>"))
        .isEqualTo(Map.of("a", "x\r\n", "b", "y\n"));
  }

  @Test
  void a_lone_carriage_return_and_other_separators_end_no_line() {
    assertThat(parse("<file path=\"a\">\nx\r</file:end>\ry\u2028</file:end>\n</file:end>\n"))
        .isEqualTo(Map.of("a", "x\r</file:end>\ry\u2028</file:end>\n"));
  }

  @Test
  void white_space_may_follow_an_opening_line() {
    assertThat(parse("<file path=\"a\"> \t\nx\n</file:end>\n")).isEqualTo(Map.of("a", "x\n"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "<file path='a'>",
        "<file path=\"a\">x",
        "<file path=a>",
        "<file path=\"a>",
        "<file path=\"",
        "<file path=\">"
      })
  void an_opening_line_that_is_none_is_not_lost_in_silence(String line) {
    rejects(line + "\nx\n</file:end>\n", "malformed-opening", "");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "Sorry, no.", "```python\nprint(1)\n```\n", "</file:end>\n", "\u0000"})
  void an_answer_without_files_is_rejected(String answer) {
    rejects(answer, "no-files", "");
  }

  @Test
  void bad_paths_are_rejected_by_name() {
    rejects("<file path=\"\">\n</file:end>\n", "path-empty", "");
    rejects("<file path=\"../x\">\n</file:end>\n", "path-segment", "../x");
    rejects("<file path=\"a\" mode=\"x\">\n</file:end>\n", "path-character", "a\" mode=\"x");
    rejects("<file path=\"a\"b\">\n</file:end>\n", "path-character", "a\"b");
    rejects("<file path=\"ä\">\n</file:end>\n", "path-character", "\\u00e4");
    rejects("<file path=\"manifest.json\">\n</file:end>\n", "path-reserved", "manifest.json");
    rejects("<file path=\"spec/ECHO.md\">\n</file:end>\n", "path-reserved", "spec/ECHO.md");
    rejects(
        "<file path=\"a\">\n</file:end>\n<file path=\"a\">\n</file:end>\n", "duplicate-path", "a");
  }

  @Test
  void too_many_files_and_a_lone_surrogate_are_rejected() {
    StringBuilder many = new StringBuilder();
    for (int i = 0; i <= 2_000; i++) {
      many.append("<file path=\"f").append(i).append("\">\n</file:end>\n");
    }
    rejects(many.toString(), "too-many-files", "f2000");
    rejects("<file path=\"a\">\n\uD800\n</file:end>\n", "answer-not-unicode", "a");
  }

  @Test
  void sixteen_MiB_in_utf_8_are_the_limit() {
    String shell = "<file path=\"a\">\n\n</file:end>";
    int room = ArtifactPath.MAX_TOTAL_BYTES - shell.length();
    String head = "<file path=\"a\">\n";
    String tail = "\n</file:end>";

    assertThat(parse(head + "x".repeat(room) + tail).get("a")).hasSize(room + 1);
    rejects(head + "x".repeat(room + 1) + tail, "answer-too-large", "");
    rejects(head + "ä".repeat(room / 2 + 1) + tail, "answer-too-large", "");
    rejects(head + "€".repeat(room / 3 + 1) + tail, "answer-too-large", "");
    rejects(head + "😀".repeat(room / 4 + 1) + tail, "answer-too-large", "");
    rejects("x".repeat(100_000_000), "answer-too-large", "");
  }

  @Test
  void a_hostile_answer_at_the_limit_is_read_in_linear_time() {
    String lines = "</file:end> \n".repeat(1_000_000);

    assertThat(parse("<file path=\"a\">\n" + lines + "</file:end>\n").get("a")).isEqualTo(lines);
    rejects("<file path=\"a\">\n" + lines, "unclosed-block", "a");
  }

  @Test
  void files_come_in_the_order_of_their_code_points() {
    assertThat(
            AnswerParser.parse(
                    AnswerFormat.render(Samples.files("b", "", "a/b", "", "Z", "", "a-b", "")),
                    Toolchain.NODE,
                    "spec/A.md")
                .keySet())
        .containsExactly("Z", "a-b", "a/b", "b");
  }

  @Test
  void what_cannot_come_back_is_not_rendered() {
    assertThatThrownBy(() -> AnswerFormat.block("a", Samples.bytes("x\n</file:end>\ny\n")))
        .isInstanceOf(UnrenderableException.class)
        .hasMessageContaining("\"a\"");
    assertThatThrownBy(() -> AnswerFormat.block("a", Samples.bytes("</file:end>\r\n")))
        .isInstanceOf(UnrenderableException.class);
    assertThatThrownBy(() -> AnswerFormat.block("a", Samples.bytes("x")))
        .isInstanceOf(UnrenderableException.class);
    assertThatThrownBy(() -> AnswerFormat.block("a", new byte[] {(byte) 0xFF, '\n'}))
        .isInstanceOf(UnrenderableException.class);
    assertThat(AnswerFormat.block("a", Samples.bytes(" </file:end>\n"))).endsWith("</file:end>\n");
  }

  @Provide
  Arbitrary<String> contents() {
    return Arbitraries.of(
            "x", "</file:end>", "<file path=\"a\">", " ", "\r", "\u2028", "é", "😀", "\n", "\0")
        .list()
        .ofMaxSize(12)
        .map(parts -> String.join("", parts))
        .map(text -> text.isEmpty() || text.endsWith("\n") ? text : text + "\n");
  }

  @Property(tries = 500)
  void rendering_and_parsing_give_the_same_files_or_a_refusal(
      @ForAll("contents") String one, @ForAll("contents") String two) {
    SortedMap<String, byte[]> files = Samples.files("a/one", one, "two", two);
    String rendered;
    try {
      rendered = AnswerFormat.render(files);
    } catch (UnrenderableException e) {
      assertThat(one + two).contains("</file:end>");
      return;
    }

    assertThat(parse("talk\n" + rendered + "more")).isEqualTo(Map.of("a/one", one, "two", two));
  }

  @Provide
  Arbitrary<String> answers() {
    return Arbitraries.of(
            "<file path=\"",
            "a",
            "../",
            "\">",
            "\n",
            "</file:end>",
            "\r\n",
            " ",
            "\uD800",
            "\0",
            "/")
        .list()
        .ofMaxSize(25)
        .map(parts -> String.join("", parts));
  }

  @Property(tries = 1000)
  void any_answer_is_read_or_rejected(@ForAll("answers") String answer) {
    try {
      assertThat(new TreeMap<>(parse(answer))).isNotEmpty();
    } catch (AnswerRejectedException e) {
      assertThat(e.rule()).isNotBlank();
    }
  }

  @Property(tries = 300)
  void any_text_is_read_or_rejected(@ForAll String answer) {
    try {
      assertThat(parse(answer)).isNotEmpty();
    } catch (AnswerRejectedException e) {
      assertThat(e.reason()).isNotBlank();
    }
  }
}
