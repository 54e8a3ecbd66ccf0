package dev.cambrian.core.spec;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which toolchain an artifact is judged with. */
@DisplayNameGeneration(ReplaceUnderscores.class)
final class ToolchainTest {
  private static final String SILENT = "---\ntitle: T\nversion: 1\n---\n# T\n";
  private static final String NAMED = "---\ntitle: T\nversion: 1\ntoolchain: node\n---\n# T\n";
  private static final Entry PRIME =
      new Entry(
          "uv pip install -r requirements.txt",
          "python -m pytest tests/ -v",
          "python -m src.prime",
          "http://localhost:8401/health");

  @ParameterizedTest
  @CsvSource({
    "mvn -q package, JAVA",
    "java -jar target/app.jar, JAVA",
    "./mvnw test, JAVA",
    "/usr/bin/python3 app.py, PYTHON",
    "uv pip install -r requirements.txt, PYTHON",
    "pytest -q, PYTHON",
    "cd x && npm test, NODE",
    "node app.js, NODE",
  })
  void commands_tell_the_toolchain_whose_programs_they_name(String command, Toolchain expected) {
    assertThat(Toolchain.ofCommands(List.of("true", command))).contains(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "true",
    "make -C javascript",
    "cat node_modules.txt",
    "my-python x",
    "python x && node y"
  })
  void commands_that_name_none_or_several_tell_nothing(String command) {
    assertThat(Toolchain.ofCommands(List.of(command))).isEmpty();
  }

  @Test
  void the_front_matter_goes_before_all_else() {
    Spec spec = SpecText.parse(NAMED + "```entry\ntest: python -m unittest\n```\n");

    assertThat(spec.toolchain()).isEqualTo(Toolchain.NODE);
    assertThat(spec.forArtifact(Optional.of(Toolchain.PYTHON), PRIME)).isSameAs(spec);
  }

  @Test
  void the_commands_of_a_spec_that_names_none_go_before_the_manifest() {
    Spec spec = SpecText.parse(SILENT + "```entry\ntest: python -m unittest\n```\n");

    assertThat(spec.toolchain()).isEqualTo(Toolchain.PYTHON);
    assertThat(spec.entry().start()).isEqualTo(Entry.defaultFor(Toolchain.PYTHON).start());
    assertThat(spec.forArtifact(Optional.of(Toolchain.NODE), PRIME)).isSameAs(spec);
  }

  @Test
  void a_spec_that_says_nothing_leaves_it_to_the_manifest_and_then_to_its_commands() {
    Spec spec = SpecText.parse(SILENT);

    assertThat(spec.toolchain()).isEqualTo(Toolchain.JAVA);
    assertThat(spec.forArtifact(Optional.of(Toolchain.NODE), PRIME).toolchain())
        .isEqualTo(Toolchain.NODE);
    assertThat(spec.forArtifact(Optional.empty(), PRIME).toolchain()).isEqualTo(Toolchain.PYTHON);
    assertThat(spec.forArtifact(Optional.empty(), new Entry("a", "b", "c", "d"))).isSameAs(spec);
  }

  @Test
  void the_manifest_never_tells_the_commands() {
    Spec spec = SpecText.parse(SILENT + "```entry\nbuild: make\n```\n");

    Entry fitted = spec.forArtifact(Optional.empty(), PRIME).entry();

    Entry defaults = Entry.defaultFor(Toolchain.PYTHON);
    assertThat(fitted)
        .isEqualTo(new Entry("make", defaults.test(), defaults.start(), defaults.health()));
  }
}
