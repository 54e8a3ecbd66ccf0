package dev.cambrian.core.mutation;

import static dev.cambrian.core.mutation.SpecText.BASE;
import static dev.cambrian.core.mutation.SpecText.spec;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cambrian.core.spec.Specs;
import dev.cambrian.core.verdict.Stage;
import dev.cambrian.core.verdict.ViabilityReport.Failure;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SectionChoiceTest {
  private static final FailureTraces NOTHING = FailureTraces.NONE;

  private static FailureTraces vector(String name, String error) {
    return FailureTraces.of(
        List.of(Reports.failed(Stage.HEALTH, "s", List.of(), Map.of(), Map.of(name, error))));
  }

  private static String chosen(FailureTraces traces, Map<String, Integer> tried) {
    return SectionChoice.choose(BASE, traces, tried).orElseThrow().id();
  }

  @Test
  void the_section_that_speaks_of_the_failure_is_chosen() {
    assertThat(chosen(vector("plus-is-a-space", "body is a+b"), Map.of())).isEqualTo("query");
    FailureTraces tests =
        FailureTraces.of(
            List.of(
                Reports.failed(
                    Stage.TEST,
                    "a test failed",
                    List.of(
                        new Failure(
                            "AppTest.hasTests",
                            "the server should stay small",
                            Optional.empty(),
                            Optional.empty())),
                    Map.of(),
                    Map.of())));
    assertThat(chosen(tests, Map.of())).isEqualTo("rules-2");
  }

  @Test
  void a_vector_is_known_by_its_path_too() {
    assertThat(
            SectionChoice.ranked(BASE, vector("plus-is-a-space", "x"), Map.of()).stream()
                .filter(it -> it.section().id().equals("query"))
                .findFirst()
                .orElseThrow()
                .score())
        .isGreaterThan(
            SectionChoice.ranked(BASE, vector("minus-is-a-space", "x"), Map.of()).stream()
                .filter(it -> it.section().id().equals("query"))
                .findFirst()
                .orElseThrow()
                .score());
  }

  @Test
  void what_was_tried_often_makes_way_for_others() {
    FailureTraces traces = vector("plus-is-a-space", "the first msg counts, small tests");

    String first = chosen(traces, Map.of());
    String second = chosen(traces, Map.of(first, 50));

    assertThat(second).isNotEqualTo(first);
    assertThat(SectionChoice.ranked(BASE, traces, Map.of(first, 50)))
        .filteredOn(it -> it.section().id().equals(first))
        .allSatisfy(it -> assertThat(it.score()).isPositive());
  }

  @Test
  void without_failures_the_sections_take_turns() {
    Map<String, Integer> tried = new HashMap<>();
    List<String> order = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      String id = chosen(NOTHING, tried);
      order.add(id);
      tried.merge(id, 1, Integer::sum);
    }

    List<String> once = List.of("echo", "query", "rules", "rules-2", "entry", "contracts");
    assertThat(order.subList(0, 6)).isEqualTo(once);
    assertThat(chosen(NOTHING, Map.of())).isEqualTo("echo");
    assertThat(order.subList(6, 7)).containsExactly("vectors");
    assertThat(order.subList(7, 12)).isEqualTo(once.subList(0, 5));
  }

  @Test
  void failures_that_no_section_speaks_of_are_no_failures() {
    assertThat(chosen(vector("zzz", "qqq"), Map.of("echo", 1))).isEqualTo("query");
  }

  @Test
  void nothing_is_chosen_where_nothing_is_evolvable() {
    assertThat(SectionChoice.choose(spec("# T\n"), NOTHING, Map.of())).isEmpty();
  }

  @Test
  void the_real_spec_is_searched_where_its_vector_points() {
    var echo = Specs.read(Path.of("../spec/ECHO-SPEC.md"));

    assertThat(
            SectionChoice.choose(
                    echo,
                    vector("encoded-plus-stays-a-plus", "body is {\"echo\": \"1 1\"}"),
                    Map.of())
                .map(Section::title))
        .contains("2. How `msg` is read");
  }
}
