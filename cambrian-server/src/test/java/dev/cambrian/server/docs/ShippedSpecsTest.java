package dev.cambrian.server.docs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cambrian.core.spec.Entry;
import dev.cambrian.core.spec.SpecLint;
import dev.cambrian.core.spec.Specs;
import dev.cambrian.core.spec.Toolchain;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the project tells people about specifications holds for its own. */
final class ShippedSpecsTest {

  private static final Page GUIDE = Page.at("spec/SPEC-STYLE-GUIDE.md");

  static List<Path> specs() throws IOException {
    try (Stream<Path> files = Files.walk(Page.ROOT.resolve("spec"))) {
      return files.filter(it -> it.toString().endsWith("-SPEC.md")).sorted().toList();
    }
  }

  @ParameterizedTest
  @MethodSource("specs")
  void a_shipped_spec_lints_clean(Path file) {
    assertThat(SpecLint.lint(String.valueOf(file.getFileName()), Specs.bytes(file))).isEmpty();
  }

  @Test
  void the_sample_of_the_guide_lints_clean_and_proves_something() {
    List<String> samples = GUIDE.fences("markdown");

    assertThat(samples).hasSize(1);
    byte[] bytes = samples.getFirst().getBytes(StandardCharsets.UTF_8);
    assertThat(SpecLint.lint("ADD-SPEC.md", bytes)).isEmpty();
    assertThat(Specs.parse("ADD-SPEC.md", bytes))
        .satisfies(
            spec -> {
              assertThat(spec.title()).isEqualTo("Adding service");
              assertThat(spec.contracts()).hasSize(1);
              assertThat(spec.vectors()).hasSize(1);
            });
  }

  @Test
  void the_default_entries_of_the_guide_are_the_real_ones() {
    List<List<String>> rows = GUIDE.table("", "java", "python", "node");
    List<List<String>> expected = new ArrayList<>();
    for (String member : List.of("build", "test", "start", "health")) {
      List<String> row = new ArrayList<>(List.of(member));
      for (Toolchain toolchain : List.of(Toolchain.JAVA, Toolchain.PYTHON, Toolchain.NODE)) {
        row.add(member(Entry.defaultFor(toolchain), member));
      }
      expected.add(row);
    }

    assertThat(rows.stream().map(ShippedSpecsTest::written).toList()).isEqualTo(expected);
  }

  private static List<String> written(List<String> row) {
    return row.stream()
        .map(cell -> Page.bare(cell.equals("the same") ? row.get(1) : cell))
        .toList();
  }

  private static String member(Entry entry, String member) {
    return switch (member) {
      case "build" -> entry.build();
      case "test" -> entry.test();
      case "start" -> entry.start();
      default -> entry.health();
    };
  }
}
