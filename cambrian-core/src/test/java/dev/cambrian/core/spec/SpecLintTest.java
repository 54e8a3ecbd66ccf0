package dev.cambrian.core.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class SpecLintTest {
  private static final String GOOD = SpecText.FRONT + SpecText.CONTRACTS;

  @Test
  void a_good_spec_has_no_finding() {
    assertThat(SpecText.lint(GOOD + "\n" + SpecText.VECTORS)).isEmpty();
  }

  /** The front matter ends in line 5, the heading is line 6, what follows begins in line 7. */
  static Stream<Arguments> errors() {
    return Stream.of(
        arguments("---\ntitle: x\n# T\n", "front-matter-unclosed:1"),
        arguments("---\ntitle: x\ntitle: y\n---\n# T\n", "front-matter-yaml:3"),
        arguments("---\ntitle: [a\n---\n# T\n", "front-matter-yaml:3"),
        arguments("---\ntitle: !!str x\n---\n# T\n", "front-matter-yaml:2"),
        arguments("---\ntitle:\n  - x\n---\n# T\n", "front-matter-type:2"),
        arguments("---\njust text\n---\n# T\n", "front-matter-type:2"),
        arguments("---\ntitle: x\ntoolchain: Java\n---\n# T\n", "toolchain-unknown:3"),
        arguments("---\ntoolchain:\n---\n# T\n", "toolchain-unknown:2"),
        arguments(" \n\t\n", "empty-spec:0"),
        arguments("* a\n".repeat(50_001), "too-many-lines:0"),
        arguments(GOOD + "```system-prompt\n \n```\n", "system-prompt-empty:13"),
        arguments(GOOD + "```contracts\n[]\n```\n", "duplicate-block:13"),
        arguments(GOOD + "```entry\n\n```\n", "entry-type:13"),
        arguments(GOOD + "```entry\n- a\n```\n", "entry-type:13"),
        arguments(GOOD + "```entry\nbuild: [x]\n```\n", "entry-type:14"),
        arguments(GOOD + "```entry\nstart: x\ntest: ''\n```\n", "entry-empty:15"),
        arguments(GOOD + "```entry\nstart: x\nstart: y\n```\n", "entry-yaml:15"),
        arguments(GOOD + "```entry\nhealth: localhost:8401\n```\n", "entry-health:14"),
        arguments(GOOD + "```entry\nhealth: https://localhost:1/\n```\n", "entry-health:14"),
        arguments(GOOD + "```entry\nhealth: http://localhost/\n```\n", "entry-health:14"),
        arguments(GOOD + "```entry\nhealth: http://evil.org:80/\n```\n", "entry-health:14"),
        arguments(GOOD + "```entry\nhealth: http://a@localhost:80/\n```\n", "entry-health:14"),
        arguments(GOOD + "```entry\nhealth: http://localhost:70000/\n```\n", "entry-health:14"),
        arguments(
            GOOD + "```entry\nstart: x\ntest: mvn test -Dtest=A\n```\n", "entry-test-selects:15"),
        arguments(
            GOOD + "```entry\ntest: node --test || true\n```\n", "entry-test-hides-failures:14"),
        arguments(GOOD + "```java\nclass A {}\n", "fence-unclosed:13"),
        arguments(SpecText.FRONT + "```contracts\n[\n{]\n```\n", "contracts-json:9"),
        arguments(
            SpecText.FRONT + "```contracts\n[{\"a\":1,\n\"a\":1}]\n```\n", "contracts-json:9"),
        arguments(SpecText.FRONT + "```contracts\n{}\n```\n", "contract-schema:8"),
        arguments(SpecText.FRONT + "```contracts\n```\n", "contracts-json:8"),
        arguments(GOOD.replace("\"/health\"", "\"health\""), "contract-schema:9"),
        arguments(GOOD.replace("200", "\"200\""), "contract-schema:10"),
        arguments(GOOD.replace("GET", "get"), "contract-schema:9"),
        arguments(
            GOOD
                + "<!-- BEGIN FROZEN: acceptance-vectors -->\n\n<!-- END FROZEN: acceptance-vectors -->\n",
            "acceptance-vectors-empty:13"),
        arguments(
            GOOD + SpecText.VECTORS.replace("status: 200", "status: 200.0"), "vector-schema:20"),
        arguments(GOOD + SpecText.VECTORS.replace("hi}", "~}"), "vector-yaml:21"),
        arguments(GOOD + SpecText.VECTORS.replace("hi}", "True}"), "vector-yaml:21"),
        arguments(GOOD + SpecText.VECTORS.replace("hi}", "0x1F}"), "vector-yaml:21"),
        arguments(GOOD + SpecText.VECTORS.replace("hi}", ".nan}"), "vector-yaml:21"),
        arguments(GOOD + SpecText.VECTORS.replace("hi}", "007}"), "vector-yaml:21"),
        arguments(GOOD + SpecText.VECTORS.replace("hi}", "*x}"), "vector-yaml:21"),
        arguments(GOOD + "<!-- BEGIN FROZEN: a -->\n", "frozen-unclosed:13"),
        arguments(GOOD + "<!-- END FROZEN: a -->\n", "frozen-stray-end:13"),
        arguments(
            GOOD
                + "<!-- BEGIN FROZEN: a -->\nx\n<!-- END FROZEN: a -->\n\n<!-- BEGIN FROZEN: a -->\n<!-- END FROZEN: a -->\n",
            "frozen-duplicate:17"),
        arguments(
            GOOD + "<!-- BEGIN FROZEN: a -->\n<!-- BEGIN FROZEN: b -->\n<!-- END FROZEN: b -->\n",
            "frozen-nested:14"),
        arguments(GOOD + "<!-- BEGIN FROZEN a -->\n", "frozen-marker-malformed:13"),
        arguments(GOOD + "<!-- begin frozen: a -->\n", "frozen-marker-malformed:13"),
        arguments(GOOD + "<!-- BEGIN FROZEN: a b -->\n", "frozen-marker-malformed:13"),
        arguments(GOOD + "<div>\n<!-- BEGIN FROZEN: a -->\n</div>\n", "frozen-marker-malformed:14"),
        arguments(GOOD + "- item\n  <!-- BEGIN FROZEN: a -->\n", "frozen-marker-malformed:14"),
        arguments(GOOD + "text <!-- BEGIN FROZEN: a -->\n", "frozen-marker-malformed:13"),
        arguments(GOOD + "<!--\nBEGIN FROZEN: a b\n-->\n", "frozen-marker-malformed:14"));
  }

  @ParameterizedTest
  @MethodSource("errors")
  void an_error_is_found_in_its_line_and_refused_when_read(String text, String expected) {
    List<Finding> findings = SpecText.lint(text);

    assertThat(findings.stream().filter(Finding::isError).map(f -> f.rule() + ":" + f.line()))
        .contains(expected);
    assertThat(findings).allSatisfy(f -> assertThat(f.message()).doesNotContain("\n"));
    assertThatThrownBy(() -> SpecText.parse(text))
        .isInstanceOfSatisfying(
            SpecException.class, e -> assertThat(e.findings()).isEqualTo(findings));
  }

  static Stream<Arguments> warnings() {
    return Stream.of(
        arguments("# T\n" + SpecText.CONTRACTS, "front-matter-missing:1"),
        arguments("\uFEFF" + GOOD, "byte-order-mark:1"),
        arguments(GOOD.replace("title: Echo\n", ""), "title-missing:1"),
        arguments(GOOD.replace("version: 1.0\n", "version:\n"), "version-missing:1"),
        arguments(GOOD.replace("title:", "author: me\ntitle:"), "front-matter-unknown-member:2"),
        arguments(GOOD.replace("# Echo\n", ""), "no-heading:0"),
        arguments(GOOD + "### Deep\n", "heading-skips-level:13"),
        arguments(GOOD + "```spec_vector\n```\n", "suspicious-fence:13"),
        arguments(GOOD + "```contract\n```\n", "suspicious-fence:13"),
        arguments(GOOD + "```json contracts\n```\n", "suspicious-fence:13"),
        arguments(GOOD + "```System-Prompt\n```\n", "suspicious-fence:13"),
        arguments(GOOD + "```entry\nbuld: x\nbuild: y\n```\n", "entry-unknown-member:14"),
        arguments(
            GOOD.replace("\"method\"", "\"verb\": 1, \"method\""), "contract-unknown-member:9"),
        arguments(
            GOOD.replace("\"ok\": true}", "\"ok\": true}, \"code\": 1"),
            "contract-unknown-member:10"),
        arguments(GOOD.replace("GET", "HEAD"), "contract-head-body:9"),
        arguments(GOOD + "```spec-vector\nname: x\n```\n", "vector-outside-frozen:13"),
        arguments(SpecText.FRONT, "nothing-to-prove:6"),
        arguments(SpecText.FRONT.replace("# Echo\n", ""), "nothing-to-prove:5"),
        arguments("a service\n", "nothing-to-prove:1"),
        arguments(SpecText.FRONT + "```contracts\n[]\n```\n", "nothing-to-prove:7"));
  }

  @ParameterizedTest
  @MethodSource("warnings")
  void a_warning_is_found_in_its_line_and_the_spec_is_read_all_the_same(
      String text, String expected) {
    assertThat(SpecText.rules(text)).contains(expected);
    assertThat(SpecText.lint(text)).noneMatch(Finding::isError);
    assertThat(SpecText.parse(text).contracts()).hasSizeLessThan(2);
  }

  @Test
  void vectors_that_only_stand_in_prose_do_not_count() {
    Spec spec = SpecText.parse(GOOD + "```spec-vector\nname: decoy\n```\n\n" + SpecText.VECTORS);

    assertThat(spec.vectors()).extracting(Contract::name).containsExactly("echo");
  }

  @Test
  void duplicate_names_are_found_among_contracts_and_among_vectors() {
    String twoVectors =
        SpecText.VECTORS.replace(
            "```\n<!-- END", "```\n\n```spec-vector\nname: echo\n```\n<!-- END");
    String twoContracts = GOOD.replace("{\"ok\": true}}}\n", "1}}, {\"name\": \"health\"}\n");

    assertThat(SpecText.rules(GOOD + twoVectors)).contains("vector-duplicate-name:25");
    assertThat(SpecText.rules(twoContracts)).contains("contract-duplicate-name:10");
  }

  @Test
  void a_vector_in_a_list_or_quotation_has_the_right_lines() {
    assertThat(
            SpecText.rules(
                GOOD
                    + """
                    <!-- BEGIN FROZEN: acceptance-vectors -->

                    > ```spec-vector
                    > name: x
                    > type: soap
                    > ```

                    <!-- END FROZEN: acceptance-vectors -->
                    """))
        .contains("vector-schema:17");
  }

  @Test
  void bytes_that_are_not_utf_8_are_found_in_their_line() {
    assertThat(SpecLint.lint("A.md", new byte[] {'#', ' ', 'T', '\n', 'a', (byte) 0xE4, '\n'}))
        .containsExactly(
            new Finding(
                "not-utf-8", Severity.ERROR, 2, "this line is not UTF-8; save the file as UTF-8"));
  }

  @Test
  void deep_and_long_input_is_read_in_linear_time() {
    String deep = "> ".repeat(10_000) + "x\n";
    String brackets = "[".repeat(200_000) + "`".repeat(200_000) + "*_".repeat(200_000);
    String yaml = "---\ntitle: " + "[".repeat(500_000) + "\n---\n# T\n";

    assertThat(SpecText.rules(GOOD + deep + brackets)).isEmpty();
    assertThat(SpecText.rules(yaml)).contains("front-matter-yaml:2");
  }

  @Test
  void a_flood_of_findings_is_bounded_and_keeps_the_errors() {
    String text = GOOD + "```contract\n```\n".repeat(500) + "<!-- BEGIN FROZEN a -->\n".repeat(500);

    assertThat(SpecText.lint(text)).hasSize(200);
    assertThat(SpecText.lint(text).stream().filter(Finding::isError)).hasSize(100);
  }

  @Test
  void the_bundled_specs_have_no_finding() throws Exception {
    Path specs = Path.of(System.getProperty("cambrian.root"), "spec");
    if (!Files.isDirectory(specs)) {
      return;
    }
    try (Stream<Path> files = Files.list(specs)) {
      for (Path file : files.filter(f -> f.toString().endsWith("-SPEC.md")).toList()) {
        assertThat(SpecLint.lint(file.getFileName().toString(), Files.readAllBytes(file)))
            .as(file.toString())
            .isEmpty();
      }
    }
  }

  @Property(tries = 300)
  void lint_never_throws(@ForAll byte @Size(max = 300) [] bytes) {
    assertThat(SpecLint.lint("A.md", bytes)).isNotNull();
  }

  @Property(tries = 300)
  void lint_never_throws_for_scrambled_specs(@ForAll int seed) {
    Random random = new Random(seed);
    StringBuilder text = new StringBuilder();
    List<String> pieces = (SpecText.FRONT + SpecText.CONTRACTS + SpecText.VECTORS).lines().toList();
    for (int i = 0; i < 40; i++) {
      text.append(pieces.get(random.nextInt(pieces.size()))).append('\n');
    }

    assertThat(SpecText.lint(text.toString())).isNotEmpty();
  }

  @Property(tries = 200)
  void the_lines_of_a_text_give_the_text_again(@ForAll String text) {
    SourceText source = SourceText.of(text);

    assertThat(source.between(0, source.lines().size())).isEqualTo(text);
  }
}
