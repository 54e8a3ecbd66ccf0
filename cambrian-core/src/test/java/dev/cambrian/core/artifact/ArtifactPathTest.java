package dev.cambrian.core.artifact;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cambrian.core.spec.Specs;
import dev.cambrian.core.spec.Toolchain;
import java.util.List;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ArtifactPathTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a",
        "app.py",
        ".gitignore",
        ".github/x.yml",
        "src/main/java/dev/A.java",
        "sub/manifest.json",
        "a b.txt",
        "a-b/c~",
        "100%.txt",
        "a/b/c/d/e/f/g/h/i/j/k/l",
        "spec/OTHER.md",
        "gradle/libs.toml",
        "'$(x)'",
        "@#&()[]{};,=+^`!"
      })
  void an_ordinary_path_is_legal(String path) {
    assertThat(ArtifactPath.violation(path, Toolchain.JAVA)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      ignoreLeadingAndTrailingWhitespace = false,
      quoteCharacter = '`',
      value = {
        "``,path-empty",
        "/abs,path-not-relative",
        "/,path-not-relative",
        "../x,path-segment",
        "a/../b,path-segment",
        "a/..,path-segment",
        ".,path-segment",
        "./a,path-segment",
        "a/./b,path-segment",
        "a//b,path-segment",
        "a/,path-segment",
        "-rf,path-segment",
        "a/-rf,path-segment",
        "~/x,path-segment",
        "~root,path-segment",
        "a.,path-segment",
        "a./b,path-segment",
        "a ,path-segment",
        "a /b,path-segment",
        "...,path-segment",
        "a\\..\\b,path-character",
        "C:\\x,path-character",
        "C:x,path-character",
        "a*,path-character",
        "a?,path-character",
        "a\"b,path-character",
        "a<b,path-character",
        "a>b,path-character",
        "a|b,path-character",
        "%2e%2e/x,path-character",
        "a%2Fb,path-character",
        "a%00,path-character",
        "é,path-character",
        "e\u0301,path-character",
        "a\u202Eb,path-character",
        "a\u2028b,path-character",
        "a\u007F,path-character",
        "a\tb,path-character",
        ".git/config,path-reserved",
        ".git,path-reserved",
        ".GIT/hooks/x,path-reserved",
        "sub/.Git/config,path-reserved",
        "GIT~1/config,path-reserved",
        "manifest.json,path-reserved",
        "MANIFEST.JSON,path-reserved",
        ".mvn/jvm.config,path-build-tool",
        "sub/.MVN/x,path-build-tool",
        ".mvn,path-build-tool",
        "mvnw,path-build-tool",
        "sub/mvnw.cmd,path-build-tool",
        "gradlew,path-build-tool",
        "gradle/wrapper/gradle-wrapper.jar,path-build-tool",
        "a/b/c/d/e/f/g/h/i/j/k/l/m,path-too-deep"
      })
  void a_path_that_could_do_harm_is_refused_by_its_rule(String path, String rule) {
    assertThat(ArtifactPath.violation(path, Toolchain.JAVA))
        .hasValueSatisfying(
            problem -> {
              assertThat(problem.rule()).isEqualTo(rule);
              assertThat(problem.path()).isPresent();
              assertThat(problem.message().chars()).allMatch(c -> c >= ' ' && c <= '~');
            });
  }

  @Test
  void a_nul_and_a_line_feed_are_refused_and_shown_escaped() {
    assertThat(ArtifactPath.violation("a\0b", Toolchain.NODE))
        .hasValueSatisfying(
            problem ->
                assertThat(problem.message())
                    .startsWith("the path \"a\\u0000b\" has the character"));
    assertThat(ArtifactPath.violation("a\nb", Toolchain.NODE)).isPresent();
  }

  @Test
  void build_wrappers_are_legal_outside_of_java() {
    assertThat(ArtifactPath.violation(".mvn/x", Toolchain.PYTHON)).isEmpty();
    assertThat(ArtifactPath.violation("gradlew", Toolchain.NODE)).isEmpty();
  }

  @Test
  void two_hundred_bytes_are_the_limit() {
    assertThat(ArtifactPath.violation("a".repeat(200), Toolchain.JAVA)).isEmpty();
    assertThat(ArtifactPath.violation("a".repeat(201), Toolchain.JAVA)).isPresent();
    assertThat(ArtifactPath.violation("a".repeat(4_097), Toolchain.JAVA))
        .hasValueSatisfying(problem -> assertThat(problem.message().length()).isLessThan(400));
  }

  @ParameterizedTest
  @CsvSource({
    "a,a,duplicate-path",
    "a.py,A.py,path-case-collision",
    "I.py,i.py,path-case-collision",
    "a,a/b,path-file-and-directory",
    "a/b,a,path-file-and-directory",
    "A/b,a,path-file-and-directory",
    "a,A/b/c,path-file-and-directory",
    "x,spec/ECHO.md,path-reserved",
    "x,spec/echo.md,path-reserved",
    "x,spec,path-file-and-directory",
    "x,spec/ECHO.md/y,path-file-and-directory",
    "x,manifest.json/y,path-file-and-directory"
  })
  void paths_that_get_in_each_others_way_are_refused(String first, String second, String rule) {
    assertThat(ArtifactPath.violations(List.of(first, second), Toolchain.PYTHON, Samples.SPEC_PATH))
        .singleElement()
        .satisfies(
            problem -> {
              assertThat(problem.rule()).isEqualTo(rule);
              assertThat(problem.path()).contains(second);
            });
  }

  @Test
  void two_thousand_files_are_the_limit() {
    List<String> paths = IntStream.range(0, 2_001).mapToObj(i -> "f" + i).toList();

    assertThat(ArtifactPath.violations(paths.subList(0, 2_000), Toolchain.NODE, "spec/A.md"))
        .isEmpty();
    assertThat(ArtifactPath.violations(paths, Toolchain.NODE, "spec/A.md"))
        .singleElement()
        .satisfies(problem -> assertThat(problem.rule()).isEqualTo("too-many-files"));
  }

  /** Resolving a legal path by its segments gives the path, under the root. */
  @Property(tries = 500)
  void a_legal_path_stays_where_it_is(
      @ForAll @CharRange(from = ' ', to = '~') @StringLength(max = 12) String path) {
    if (ArtifactPath.violation(path, Toolchain.NODE).isEmpty()) {
      java.nio.file.Path root = java.nio.file.Path.of("root");
      assertThat(root.resolve(path).normalize()).hasToString("root/" + path);
    }
  }

  /** Every copy of a spec must fall under the rule for paths. */
  @Property(tries = 500)
  void a_name_that_a_spec_may_have_gives_a_legal_path(
      @ForAll @CharRange(from = ' ', to = '~') @StringLength(min = 1, max = 100) String name) {
    try {
      String path = Specs.parse(name, Samples.bytes("# T\n")).artifactPath();
      assertThat(ArtifactPath.violation(path, Toolchain.PYTHON)).isEmpty();
    } catch (dev.cambrian.core.spec.SpecException e) {
      assertThat(e.findings()).anyMatch(finding -> finding.rule().equals("file-name"));
    }
  }
}
