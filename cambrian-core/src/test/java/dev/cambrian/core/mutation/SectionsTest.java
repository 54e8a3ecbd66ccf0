package dev.cambrian.core.mutation;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.groups.Tuple.tuple;

import dev.cambrian.core.mutation.Section.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SectionsTest {
  private static final String TEXT =
      """
      ---
      title: T
      ---

      # Title

      An introduction.

      ## Rules

      Before.

      ```text
      # no heading
      ```

      <!-- BEGIN FROZEN: laws -->
      ## A heading in it
      <!-- END FROZEN: laws -->

      After.

      ## Rules

      ```entry
      start: x
      ```

      ### Empty

      <!-- BEGIN FROZEN: more -->
      x
      <!-- END FROZEN: more -->

      Last
      ----
      - item

        ## in a list

      > ## quoted
      """;

  @Test
  void a_spec_is_front_matter_prose_by_heading_and_frozen_blocks() {
    List<Section> all = sections(TEXT).all();

    assertThat(all)
        .extracting(Section::id)
        .containsExactly(
            "front-matter",
            "title",
            "rules",
            "frozen-laws",
            "rules-2",
            "rules-3",
            "empty",
            "frozen-more",
            "last");
    assertThat(all)
        .extracting(Section::title)
        .containsExactly(
            "front matter",
            "Title",
            "Rules",
            "laws",
            "Rules (2)",
            "Rules",
            "Empty",
            "more",
            "Last");
    assertThat(all).extracting(Section::level).containsExactly(0, 1, 2, 0, 2, 2, 3, 0, 2);
    assertThat(all).extracting(Section::firstLine).containsExactly(1, 5, 9, 17, 20, 23, 29, 31, 35);
    assertThat(all.get(3).text())
        .isEqualTo(
            """
            <!-- BEGIN FROZEN: laws -->
            ## A heading in it
            <!-- END FROZEN: laws -->
            """);
  }

  @Test
  void only_prose_with_more_than_a_heading_and_fences_evolves() {
    assertThat(sections(TEXT).evolvable())
        .extracting(Section::id)
        .containsExactly("title", "rules", "rules-2", "last");
    assertThat(sections(TEXT).all().stream().filter(Section::frozen).map(Section::title))
        .containsExactly("laws", "more");
  }

  @Test
  void prose_that_no_file_block_can_hold_does_not_evolve() {
    assertThat(sections("# A\nprose\n</file:end>\n").evolvable()).isEmpty();
    assertThat(sections("# A\nprose\n </file:end>\n").evolvable()).hasSize(1);
  }

  @Test
  void what_stands_before_the_first_heading_is_a_section_too() {
    assertThat(sections("hello\n# A\n").all())
        .extracting(Section::id, Section::text)
        .containsExactly(tuple("preamble", "hello\n"), tuple("a", "# A\n"));
  }

  @Test
  void a_marker_of_several_lines_is_never_cut_through() {
    Sections sections =
        sections("# A\n\n<!--\nBEGIN FROZEN: a\n-->\nx\n\n<!--\nEND FROZEN: a\n-->\ny\n");

    assertThat(sections.find("frozen-a").map(Section::text))
        .contains("<!--\nBEGIN FROZEN: a\n-->\nx\n\n<!--\nEND FROZEN: a\n-->\n");
    assertThat(sections.find("a-2").map(Section::text)).contains("y\n");
  }

  @Test
  void one_section_is_replaced_and_nothing_else() {
    Sections sections = sections(TEXT);

    String changed = sections.replacing("rules-2", "\nOtherwise.\n\n");

    assertThat(changed).isEqualTo(TEXT.replace("\nAfter.\n\n", "\nOtherwise.\n\n"));
    assertThat(sections(changed).all())
        .extracting(Section::id)
        .isEqualTo(sections.all().stream().map(Section::id).toList());
    assertThatThrownBy(() -> sections.replacing("nowhere", ""))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("nowhere");
  }

  @Test
  void what_is_no_text_has_no_sections() {
    assertThat(Sections.of(new byte[] {(byte) 0xff})).isEmpty();
    assertThat(Sections.of(" \n".getBytes(UTF_8))).isEmpty();
    assertThat(Sections.of("a\n".repeat(50_001).getBytes(UTF_8))).isEmpty();
  }

  @Property
  void the_sections_joined_are_the_text(@ForAll("hostile") String text) {
    Optional<Sections> read = Sections.of(text.getBytes(UTF_8));
    if (read.isEmpty()) {
      return;
    }
    Sections sections = read.get();

    assertThat(sections.text().getBytes(UTF_8)).isEqualTo(text.getBytes(UTF_8));
    Set<String> ids = new HashSet<>();
    int line = 1;
    for (Section section : sections.all()) {
      assertThat(ids.add(section.id())).as(section.id()).isTrue();
      assertThat(section.text()).isNotEmpty();
      assertThat(section.firstLine()).isEqualTo(line);
      line += section.text().split("\r\n|\r|\n", -1).length - 1;
      assertThat(sections.before(section.id()) + section.text() + sections.after(section.id()))
          .isEqualTo(sections.text());
      assertThat(sections.replacing(section.id(), section.text())).isEqualTo(sections.text());
      assertThat(section.evolvable() && section.kind() != Kind.PROSE).isFalse();
    }
  }

  @Provide
  Arbitrary<String> hostile() {
    return Hostile.text();
  }

  static Stream<Path> specs() throws IOException {
    Path directory = Path.of("../spec");
    try (Stream<Path> files = Files.walk(directory, 2)) {
      return files
          .filter(it -> it.getFileName().toString().endsWith("-SPEC.md"))
          .sorted()
          .toList()
          .stream();
    }
  }

  @ParameterizedTest
  @MethodSource("specs")
  void every_spec_of_the_project_is_partitioned(Path file) throws IOException {
    byte[] bytes = Files.readAllBytes(file);

    Sections sections = Sections.of(bytes).orElseThrow();

    assertThat(sections.text().getBytes(UTF_8)).isEqualTo(bytes);
    assertThat(sections.evolvable()).hasSizeGreaterThan(5);
    assertThat(sections.all().getFirst().kind()).isEqualTo(Kind.FRONT_MATTER);
    assertThat(sections.all()).anyMatch(Section::frozen);
  }

  private static Sections sections(String text) {
    return Sections.of(text.getBytes(UTF_8)).orElseThrow();
  }
}
