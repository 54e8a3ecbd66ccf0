package dev.cambrian.core.mutation;

import static dev.cambrian.core.mutation.SpecText.BASE;
import static dev.cambrian.core.mutation.SpecText.TEXT;
import static dev.cambrian.core.mutation.SpecText.check;
import static dev.cambrian.core.mutation.SpecText.edited;
import static dev.cambrian.core.mutation.SpecText.section;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cambrian.core.evolution.Rules;
import dev.cambrian.core.spec.Finding;
import dev.cambrian.core.spec.FrozenBlock;
import dev.cambrian.core.spec.Spec;
import dev.cambrian.core.spec.SpecLint;
import dev.cambrian.core.spec.Specs;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Children that were made to get past the gate. */
class HostileProposalTest {
  private static final String HEADING = "## Query\n\nText.\n\n";

  static Stream<Arguments> attacks() {
    String rest = Sections.of(BASE).after("query");
    return Map.ofEntries(
            Map.entry("a BEGIN marker alone", HEADING + "<!-- BEGIN FROZEN: invariants -->\n\n"),
            Map.entry("an END marker alone", HEADING + "<!-- END FROZEN: invariants -->\n\n"),
            Map.entry(
                "a block around the next heading", HEADING + "<!-- BEGIN FROZEN: outer -->\n\n"),
            Map.entry("a marker in another case", HEADING + "<!-- begin frozen: x -->\n\n"),
            Map.entry("a marker in a list", HEADING + "- <!-- BEGIN FROZEN: x -->\n\n"),
            Map.entry("a doubled block", HEADING + section("frozen-invariants").text() + "\n"),
            Map.entry("an open fence", HEADING + "```text\n"),
            Map.entry("an open tilde fence", HEADING + "~~~\n"),
            Map.entry("an open fence in a list", HEADING + "- ```\n"),
            Map.entry("an open comment", HEADING + "<!-- what follows\n"),
            Map.entry("an open script", HEADING + "<script>\n"),
            Map.entry("an open CDATA", HEADING + "<![CDATA[\n"),
            Map.entry("an open tag", HEADING + "<div>"),
            Map.entry("no line end", "## Query\n\nText."),
            Map.entry("nothing at all", ""),
            Map.entry("a second contracts block", HEADING + "```contracts\n[]\n```\n\n"),
            Map.entry("a second entry block", HEADING + "```entry\nstart: rm\n```\n\n"),
            Map.entry("front matter again", "---\ntitle: x\n---\n" + HEADING),
            Map.entry("the rest of the spec again", HEADING + rest),
            Map.entry("the rest again, the true one in a script", HEADING + rest + "<script>\n"),
            Map.entry("the rest again, the true one in a fence", HEADING + rest + "~~~\n"),
            Map.entry("the rest again, the true one in a comment", HEADING + rest + "<!-- \n"),
            Map.entry("half a pair", HEADING + "\uD800\n\n```entry\n"),
            Map.entry("50,000 lines", HEADING + "x\n".repeat(50_001)),
            Map.entry("deep nesting", HEADING + ">".repeat(100_000) + "\n\n"),
            Map.entry("a line of a megabyte", HEADING + "[".repeat(1_000_000) + "\n\n"))
        .entrySet()
        .stream()
        .map(it -> Arguments.of(it.getKey(), it.getValue()));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("attacks")
  void an_attack_from_within_the_edited_section_never_passes(String name, String section) {
    assertThat(edited("query", section)).as(name).isNotEmpty();
  }

  @Test
  void a_copy_of_all_that_is_checked_hides_nothing() {
    String text =
        """
        # T

        ## A

        prose

        ## B

        It MUST hold.

        ## C

        It MUST hold too.
        """;
    Spec base = SpecText.spec(text);
    String copy = "## A\n\nprose\n\n## B\n\nIt may.\n\n## C\n\nIt may.\n\n<script>\n\n";
    byte[] child = Sections.of(base).replacing("a", copy).getBytes(UTF_8);

    assertThat(SpecLint.lint("A.md", child).stream().anyMatch(Finding::isError)).isFalse();
    assertThat(
            ProposalGate.check(
                new Candidate(base, base, "a", child, Optional.empty(), Set.of()),
                new Rules(0.8, 0.6, 0.3, 3, 0.5, 10, 5, 3)))
        .extracting(Refusal::rule)
        .containsExactly(ProposalRule.HEADING_LOST);
  }

  @Test
  void a_copy_of_a_frozen_block_hides_the_true_one_from_nobody() {
    String block = "<!-- BEGIN FROZEN: a -->\nx\n<!-- END FROZEN: a -->\n";
    Spec base = SpecText.spec("# T\n\nprose\n\n" + block + "\nmore\n\n~~~text\ny\n~~~\n\n## U\n");
    String copy = "# T\n\nother prose\n\n" + block + "\n~~~\n";
    byte[] child = Sections.of(base).replacing("t", copy).getBytes(UTF_8);

    assertThat(SpecLint.lint("A.md", child).stream().anyMatch(Finding::isError)).isFalse();
    assertThat(
            ProposalGate.check(
                new Candidate(base, base, "t", child, Optional.empty(), Set.of()),
                new Rules(0.8, 0.6, 0.3, 3, 0.5, 10, 5, 3)))
        .extracting(Refusal::rule)
        .containsExactly(ProposalRule.FROZEN_CHANGED);
  }

  @Test
  void other_line_ends_and_a_byte_order_mark_are_changes_outside_of_the_section() {
    assertThat(SpecText.broken("query", TEXT.replace("\n", "\r\n")))
        .contains("outside-changed", "frozen-changed", "front-matter-changed");
    assertThat(SpecText.broken("query", "\uFEFF" + TEXT))
        .contains("outside-changed", "front-matter-changed", "lint");
  }

  @Property(tries = 300)
  void what_passes_has_all_that_is_protected(@ForAll("sections") String section) {
    byte[] child = Sections.of(BASE).replacing("query", section).getBytes(UTF_8);
    if (!check("query", child).isEmpty()) {
      return;
    }

    Spec spec = Specs.parse("A-SPEC.md", child);
    assertThat(protectedText(spec)).isEqualTo(protectedText(BASE));
    assertThat(spec.contracts()).isEqualTo(BASE.contracts());
    assertThat(spec.vectors()).isEqualTo(BASE.vectors());
    assertThat(spec.entry()).isEqualTo(BASE.entry());
    assertThat(spec.title()).isEqualTo(BASE.title());
    Sections sections = Sections.of(spec);
    assertThat(tail(sections.all())).isEqualTo(tail(Sections.of(BASE).all()));
  }

  /** The sections that follow in the base, by what they say. */
  private static List<String> tail(List<Section> all) {
    return all.subList(all.size() - 7, all.size()).stream()
        .map(it -> it.title() + "\n" + it.text())
        .toList();
  }

  private static Map<String, String> protectedText(Spec spec) {
    return spec.frozenBlocks().stream()
        .collect(Collectors.toMap(FrozenBlock::name, FrozenBlock::text));
  }

  @Property(tries = 300)
  void whatever_comes_as_a_child_is_answered(@ForAll("children") byte[] child) {
    List<Refusal> refusals = check("query", child);

    assertThat(refusals).isNotEmpty().doesNotHaveDuplicates();
    assertThat(refusals).allSatisfy(it -> assertThat(it.reason()).matches("[ -~]+…?"));
  }

  @Provide
  Arbitrary<String> sections() {
    return Hostile.text()
        .flatMap(
            text ->
                Arbitraries.of(
                    "## Query\n\n" + text + "\n\n",
                    "## Query\n\n" + text.strip() + "\n\n",
                    text,
                    "## Query\n" + text));
  }

  @Provide
  Arbitrary<byte[]> children() {
    Arbitrary<byte[]> bytes = Arbitraries.bytes().array(byte[].class).ofMaxSize(200);
    Arbitrary<byte[]> cut =
        Arbitraries.integers()
            .between(0, TEXT.length() - 1)
            .map(it -> (TEXT.substring(0, it) + TEXT.substring(it + 1)).getBytes(UTF_8))
            .filter(it -> new String(it, UTF_8).indexOf("## Query") > 0)
            .filter(it -> outsideQuery(new String(it, UTF_8)));
    Arbitrary<byte[]> hostile = Hostile.text().map(it -> it.getBytes(UTF_8));
    return Arbitraries.oneOf(bytes, cut, hostile);
  }

  private static boolean outsideQuery(String text) {
    return !text.startsWith(Sections.of(BASE).before("query"))
        || !text.endsWith(Sections.of(BASE).after("query"));
  }
}
