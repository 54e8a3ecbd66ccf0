package dev.cambrian.core.mutation;

import static dev.cambrian.core.mutation.SpecText.BASE;
import static dev.cambrian.core.mutation.SpecText.TEXT;
import static dev.cambrian.core.mutation.SpecText.broken;
import static dev.cambrian.core.mutation.SpecText.edited;
import static dev.cambrian.core.mutation.SpecText.section;
import static dev.cambrian.core.mutation.SpecText.spec;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cambrian.core.evolution.Rules;
import dev.cambrian.core.spec.Spec;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProposalGateTest {

  @Test
  void an_edit_of_one_section_passes() {
    assertThat(edited("query", "## Query\n\nSplit first, decode after.\n\n")).isEmpty();
    assertThat(edited("query", "## Query\n\nText.\n\n### Decoding\n\nOnce.\n\n")).isEmpty();
    assertThat(edited("rules-2", "\nIt SHOULD stay small and SHOULD have tests.\n\n")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "- It MUST listen on port 8401.\n->- It MUST listen on port 8402.\n",
        "It MUST NOT write files.\n->It MUST NOT write files.\r\n",
        "BEGIN FROZEN: invariants -->\n->BEGIN FROZEN:  invariants -->\n",
        "FROZEN: invariants->FROZEN: others",
        "- It MUST listen on port 8401.\n- It MUST NOT write files.\n->",
      })
  void a_touched_frozen_block_is_refused(String change) {
    String[] parts = change.split("->(?=[-BFI\n]|$)", 2);
    String child = TEXT.replace(parts[0], parts.length > 1 ? parts[1] : "");

    assertThat(child).isNotEqualTo(TEXT);
    assertThat(broken("rules", child)).contains("frozen-changed", "outside-changed");
  }

  @Test
  void a_frozen_block_is_neither_gone_nor_doubled_nor_moved_nor_new() {
    String block = section("frozen-invariants").text();

    assertThat(broken("rules", TEXT.replace(block, ""))).contains("frozen-changed");
    assertThat(edited("rules", section("rules").text() + block + "\n")).contains("frozen-changed");
    assertThat(
            broken("query", TEXT.replace(block, "").replace("## Query\n", "## Query\n\n" + block)))
        .contains("frozen-changed");
    assertThat(
            edited("query", "## Query\n\n<!-- BEGIN FROZEN: c -->\nx\n<!-- END FROZEN: c -->\n\n"))
        .containsExactly("frozen-changed");
    assertThat(edited("rules", "## Rules\n\nRules that hold.\n\n### Laws\n\n"))
        .as("a heading between the section's own and the block that it governs")
        .containsExactly("frozen-changed");
  }

  @Test
  void frozen_blocks_keep_their_order() {
    String one = "<!-- BEGIN FROZEN: a -->\nx\n<!-- END FROZEN: a -->\n\n";
    String two = "<!-- BEGIN FROZEN: b -->\nx\n<!-- END FROZEN: b -->\n\n";
    Spec base = spec("# T\n\nprose\n\n" + one + two);
    byte[] child = ("# T\n\nprose\n\n" + two + one).getBytes(UTF_8);

    assertThat(
            ProposalGate.check(
                new Candidate(base, base, "t", child, Optional.empty(), Set.of()), Rules.DEFAULT))
        .extracting(Refusal::reason)
        .first()
        .isEqualTo("the FROZEN blocks stand in another order");
  }

  @Test
  void a_heading_is_neither_lost_nor_renamed_nor_lowered() {
    assertThat(edited("query", "Split first.\n\n")).containsExactly("heading-lost");
    assertThat(edited("query", "## The query\n\nText.\n\n")).containsExactly("heading-lost");
    assertThat(edited("query", "### Query\n\nText.\n\n")).contains("heading-lost");
    assertThat(edited("query", "## Query\n\nText.\n\n```\n```\n<!-- ")).contains("heading-lost");
    assertThat(edited("query", "## Query\n\nNo line end: ")).contains("heading-lost");
    assertThat(broken("query", TEXT.replace("## Entry\n", "")))
        .contains("heading-lost", "outside-changed");
  }

  @Test
  void what_is_demanded_elsewhere_is_not_weakened() {
    assertThat(broken("query", TEXT.replace("MUST answer", "SHOULD answer")))
        .containsExactly("must-weakened", "outside-changed");
    assertThat(broken("query", TEXT.replace("It MUST answer", "It answers")))
        .containsExactly("must-weakened", "outside-changed");
    assertThat(broken("query", TEXT.replace("A server", "One server")))
        .containsExactly("outside-changed");
    assertThat(broken("echo", TEXT.replace("MUST answer", "SHOULD answer"))).isEmpty();
  }

  @Test
  void contracts_vectors_entry_and_front_matter_stay_byte_for_byte() {
    assertThat(edited("contracts", section("contracts").text().replace("200", "201")))
        .containsExactly("contract-changed");
    assertThat(edited("contracts", section("contracts").text().replace("  {", " {")))
        .as("white space is copied into the manifest too")
        .containsExactly("contract-changed");
    assertThat(edited("contracts", "## Contracts\n\nNone.\n\n")).contains("contract-changed");
    assertThat(edited("query", "## Query\n\nText.\n\n```contracts\n[]\n```\n\n"))
        .contains("contract-changed", "lint");
    assertThat(edited("query", "## Query\n\nText.\n\n```spec-vector\nname: x\n```\n\n"))
        .contains("vector-changed", "lint");
    assertThat(broken("vectors", TEXT.replace("a+b\nexpect", "a-b\nexpect")))
        .contains("vector-changed", "frozen-changed", "outside-changed");
    assertThat(edited("entry", section("entry").text().replace("java -jar", "true;java -jar")))
        .containsExactly("entry-changed");
    assertThat(broken("query", TEXT.replace("version: 1.0", "version: 1.1")))
        .containsExactly("front-matter-changed", "outside-changed");
    assertThat(broken("query", TEXT.replace("toolchain: java", "toolchain: python")))
        .contains("front-matter-changed", "entry-changed");
  }

  @Test
  void contracts_cannot_be_added_where_there_are_none() {
    Spec base = spec("---\ntitle: T\nversion: 1\n---\n\n# T\n\nprose that is long enough.\n");
    byte[] child =
        (base.text() + "\n```contracts\n[]\n```\n\n").replace("prose", "text").getBytes(UTF_8);

    assertThat(
            ProposalGate.check(
                new Candidate(base, base, "t", child, Optional.empty(), Set.of()), Rules.DEFAULT))
        .extracting(Refusal::rule)
        .containsExactly(ProposalRule.CONTRACT_CHANGED);
  }

  @Test
  void a_spec_grows_no_further_than_the_rules_allow() {
    int most = (int) (TEXT.getBytes(UTF_8).length * 1.5);
    int own = TEXT.getBytes(UTF_8).length - section("query").text().getBytes(UTF_8).length;
    String frame = "## Query\n\n\n\n";
    String longest = "## Query\n\n" + "é".repeat((most - own - frame.length()) / 2);

    assertThat(edited("query", longest + "\n\n")).isEmpty();
    assertThat(edited("query", longest + "ééé\n\n")).containsExactly("too-long");
  }

  @Test
  void an_equal_or_nearly_equal_spec_is_no_new_one() {
    assertThat(broken("query", TEXT)).containsExactly("no-change");
    assertThat(edited("query", section("query").text().replace("Split the", "split  **the**")))
        .containsExactly("near-equal");
    assertThat(edited("query", section("query").text().replace("at `&`. The", "at &.\nThe")))
        .containsExactly("near-equal");
    assertThat(edited("query", section("query").text().replace("first `msg`", "last `msg`")))
        .isEmpty();
    assertThat(edited("query", section("query").text().replace("a+b", "a-b"))).isEmpty();
    assertThat(edited("query", section("query").text().replace("return raw", "return RAW")))
        .as("code is compared as it is")
        .isEmpty();
  }

  @Test
  void known_specs_are_the_base_the_donor_and_all_others() {
    Spec parent = spec(TEXT.replace("The first", "The very first"));
    Spec donor = spec(TEXT.replace("The first", "The last"));
    Spec other = spec(TEXT.replace("The first", "The second"));
    Set<Fingerprint> known = Set.of(Fingerprint.of(other));

    for (Spec each : List.of(BASE, donor, other)) {
      Candidate same =
          new Candidate(
              BASE, parent, "query", each.text().getBytes(UTF_8), Optional.of(donor), known);
      Candidate near =
          new Candidate(
              BASE,
              parent,
              "query",
              each.text().replace("counts", "*counts*").getBytes(UTF_8),
              Optional.of(donor),
              known);
      assertThat(ProposalGate.check(same, Rules.DEFAULT))
          .extracting(Refusal::rule)
          .containsExactly(ProposalRule.KNOWN_SPEC);
      assertThat(ProposalGate.check(near, Rules.DEFAULT))
          .extracting(Refusal::rule)
          .containsExactly(ProposalRule.NEAR_EQUAL);
    }
  }

  @Test
  void a_new_warning_is_refused_and_an_old_one_is_not() {
    assertThat(edited("query", "## Query\n\nText.\n\n#### Deep\n\nText.\n\n"))
        .containsExactly("lint");
    Spec warned = spec("# T\n\nprose\n\n### Deep\n\nmore\n");
    byte[] child = warned.text().replace("prose", "text").getBytes(UTF_8);

    assertThat(
            ProposalGate.check(
                new Candidate(warned, warned, "t", child, Optional.empty(), Set.of()),
                Rules.DEFAULT))
        .isEmpty();
  }

  @Test
  void what_is_no_text_is_unreadable() {
    for (byte[] child :
        List.of(new byte[0], new byte[] {(byte) 0xc3}, " \n".getBytes(UTF_8), huge())) {
      assertThat(SpecText.check("query", child))
          .extracting(Refusal::rule)
          .containsExactly(ProposalRule.UNREADABLE);
    }
  }

  private static byte[] huge() {
    byte[] huge = new byte[5 * 1024 * 1024];
    Arrays.fill(huge, (byte) 'a');
    return huge;
  }

  @Test
  void a_section_that_the_parent_has_not_is_the_callers_mistake() {
    assertThatThrownBy(() -> broken("nowhere", TEXT)).isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @EnumSource
  void every_rule_is_found_by_its_id(ProposalRule rule) {
    assertThat(ProposalRule.of(rule.id())).contains(rule);
    assertThat(rule.id()).matches("[a-z-]+");
  }
}
