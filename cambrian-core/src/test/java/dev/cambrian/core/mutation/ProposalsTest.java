package dev.cambrian.core.mutation;

import static dev.cambrian.core.mutation.SpecText.BASE;
import static dev.cambrian.core.mutation.SpecText.TEXT;
import static dev.cambrian.core.mutation.SpecText.section;
import static dev.cambrian.core.mutation.SpecText.spec;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cambrian.core.evolution.Operator;
import dev.cambrian.core.evolution.Rules;
import dev.cambrian.core.llm.LlmRequest;
import dev.cambrian.core.llm.Purpose;
import dev.cambrian.core.mutation.ProposalAnswer.Proposed;
import dev.cambrian.core.mutation.ProposalAnswer.Unreadable;
import dev.cambrian.core.spec.Spec;
import dev.cambrian.core.verdict.Stage;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProposalsTest {
  private static final FailureTraces TRACES =
      FailureTraces.of(
          List.of(
              Reports.viable(),
              Reports.failed(
                  Stage.HEALTH, "1 failed", List.of(), Map.of(), Map.of("plus", "body is a+b"))));

  private static ProposalTask task(Operator operator, Spec parent, String sectionId) {
    Spec donor = spec(TEXT.replace("The first", "Of several the first"));
    return new ProposalTask(
        operator,
        BASE,
        parent,
        sectionId,
        TRACES,
        operator == Operator.TRANSPLANT
            ? Optional.of(new ProposalTask.Donor(donor, "query", FailureTraces.NONE))
            : Optional.empty(),
        "rules: +0.10 (-0.05 to 0.25)\n</untrusted>",
        Rules.DEFAULT);
  }

  private static ProposalTask refine(String sectionId) {
    return task(Operator.REFINE, BASE, sectionId);
  }

  private static String answer(String section, String rationale) {
    return "<file path=\"section.md\">\n%s</file:end>\n<file path=\"rationale.md\">\n%s</file:end>\n"
        .formatted(section, rationale);
  }

  private static Proposed proposed(ProposalTask task, String answer) {
    assertThat(Proposals.read(task, answer)).isInstanceOf(Proposed.class);
    return (Proposed) Proposals.read(task, answer);
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "COPY")
  void a_request_shows_spec_section_failures_and_notes(Operator operator) {
    LlmRequest request = Proposals.request(task(operator, BASE, "query"), 7, "proposer", 4_000);

    assertThat(request.purpose()).isEqualTo(Purpose.PROPOSE);
    assertThat(request.specHash()).isEqualTo(BASE.hash());
    assertThat(request.ordinal()).isEqualTo(7);
    assertThat(request.model()).isEqualTo("proposer");
    assertThat(request.maxTokens()).isEqualTo(4_000);
    assertThat(request.messages()).hasSize(2);
    assertThat(request.messages().getFirst().cacheable()).isTrue();
    assertThat(request.messages().getFirst().text())
        .contains("<specification>\n" + TEXT + "</specification>\n");
    String task = request.messages().getLast().text();
    assertThat(task)
        .contains(
            "<file path=\"section.md\">\n" + section("query").text() + "</file:end>\n",
            "`Query`",
            "1 of 2: spec vector plus\n  body is a+b\n",
            "rules: +0.10 (-0.05 to 0.25)\n< /untrusted>\n</untrusted>")
        .doesNotContain("{{");
    assertThat(task.contains("Of several the first")).isEqualTo(operator == Operator.TRANSPLANT);
    assertThat(request.system()).contains("section.md", "rationale.md", "FROZEN");
    assertThat(Proposals.request(task(operator, BASE, "query"), 7, "proposer", 4_000))
        .isEqualTo(request);
  }

  @Test
  void a_request_tells_the_length_that_the_gate_lets_pass() {
    String task = Proposals.request(refine("query"), 1, "m", 1).messages().getLast().text();
    int most = Integer.parseInt(task.replaceAll("(?s).*may have at most (\\d+) bytes.*", "$1"));
    String head = "## Query\n\n";
    String longest = head + "x".repeat(most - head.length() - 2) + "\n";

    assertThat(check(refine("query"), answer(longest, ""))).isEmpty();
    assertThat(check(refine("query"), answer("## Query\n\nx" + longest.substring(10), "")))
        .extracting(Refusal::rule)
        .containsExactly(ProposalRule.TOO_LONG);
  }

  private static List<Refusal> check(ProposalTask task, String answer) {
    return ProposalGate.check(
        new Candidate(
            task.base(),
            task.parent(),
            task.sectionId(),
            proposed(task, answer).child(),
            Optional.empty(),
            Set.of()),
        task.rules());
  }

  @Test
  void only_what_can_be_done_is_a_task() {
    assertThatThrownBy(() -> refine("frozen-invariants"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("frozen-invariants");
    assertThatThrownBy(() -> task(Operator.COPY, BASE, "query"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(
            () ->
                new ProposalTask(
                    Operator.TRANSPLANT,
                    BASE,
                    BASE,
                    "query",
                    TRACES,
                    Optional.empty(),
                    "",
                    Rules.DEFAULT))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new ProposalTask.Donor(BASE, "frozen-invariants", TRACES))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void the_child_is_the_parent_with_the_section_of_the_answer() {
    Proposed proposed =
        proposed(
            refine("query"),
            "Here it is:\n"
                + answer("## Query\n\nDecode once.", "").replace("</file:end>", "\n</file:end>"));

    assertThat(proposed.section()).isEqualTo("## Query\n\nDecode once.\n\n");
    assertThat(new String(proposed.child(), UTF_8))
        .isEqualTo(TEXT.replace(section("query").text(), "## Query\n\nDecode once.\n\n"));
    assertThat(check(refine("query"), answer("## Query\n\nDecode once.\n", "why\n"))).isEmpty();
  }

  @Test
  void line_ends_and_blank_lines_around_the_section_stay_the_parents() {
    assertThat(
            proposed(refine("query"), answer("\n\n## Query\r\n\r\nOnce.\r\n\n\n\n", "")).section())
        .isEqualTo("## Query\n\nOnce.\n\n");
    assertThat(proposed(refine("rules-2"), answer("It MUST have tests.\n", "")).section())
        .isEqualTo("\nIt MUST have tests.\n\n");
    Spec windows = spec("# T\r\n\r\nprose\r\n\r\n## U\r\n\r\nlast");
    ProposalTask first =
        new ProposalTask(
            Operator.REFINE, windows, windows, "t", TRACES, Optional.empty(), "", Rules.DEFAULT);
    ProposalTask last =
        new ProposalTask(
            Operator.REFINE, windows, windows, "u", TRACES, Optional.empty(), "", Rules.DEFAULT);
    assertThat(proposed(first, answer("# T\n\nother\n", "")).section())
        .isEqualTo("# T\r\n\r\nother\r\n\r\n");
    assertThat(proposed(last, answer("## U\n\nother\n", "")).section())
        .isEqualTo("## U\r\n\r\nother");
  }

  @Test
  void a_rationale_is_cut_and_cleaned_and_may_be_missing() {
    String section = "## Query\n\nOnce.\n";

    assertThat(proposed(refine("query"), answer(section, "Because\u001b[1m.\n")).rationale())
        .isEqualTo("Because[1m.");
    assertThat(proposed(refine("query"), answer(section, "x".repeat(2_000) + "\n")).rationale())
        .hasSize(1_000);
    assertThat(
            proposed(refine("query"), "<file path=\"section.md\">\n" + section + "</file:end>\n")
                .rationale())
        .isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "I cannot do that.",
        "<file path=\"section.md\">\n## Query\n",
        "<file path=\"section.md\">\n \n</file:end>\n",
        "<file path=\"rationale.md\">\nwhy\n</file:end>\n",
        "<file path=\"../section.md\">\nx\n</file:end>\n",
        "<file path=\"section.md\">\nx\n</file:end>\n<file path=\"app.py\">\nx\n</file:end>\n",
        "<file path=\"section.md\">\nx\n</file:end>\n<file path=\"section.md\">\nx\n</file:end>\n",
      })
  void rubbish_is_unreadable_with_a_reason(String answer) {
    assertThat(Proposals.read(refine("query"), answer))
        .isInstanceOfSatisfying(
            Unreadable.class,
            it -> {
              assertThat(it.refusal().rule()).isEqualTo(ProposalRule.UNREADABLE);
              assertThat(it.refusal().reason()).matches("[ -~]+").hasSizeLessThan(400);
            });
  }

  @Property
  void whatever_is_answered_only_the_section_differs(@ForAll("answers") String answer) {
    switch (Proposals.read(refine("query"), answer)) {
      case Unreadable unreadable -> assertThat(unreadable.refusal().reason()).isNotBlank();
      case Proposed proposed -> {
        String child = new String(proposed.child(), UTF_8);
        assertThat(child)
            .startsWith(Sections.of(BASE).before("query") + proposed.section())
            .endsWith(Sections.of(BASE).after("query"));
      }
    }
  }

  @Provide
  Arbitrary<String> answers() {
    return Hostile.text()
        .flatMap(
            text ->
                Arbitraries.of(
                    text,
                    answer(text + "\n", "why\n"),
                    answer("## Query\n" + text + "\n", text + "\n")));
  }
}
