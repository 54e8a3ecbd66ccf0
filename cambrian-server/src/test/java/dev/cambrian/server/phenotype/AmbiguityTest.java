package dev.cambrian.server.phenotype;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cambrian.core.verdict.ViabilityReport.ContractResult;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Offspring in which a disagreement is planted. */
final class AmbiguityTest {
  private static final String JAVA =
      """
      package shelf;

      final class Shelf {
        private static final int TITLE_LIMIT = %s;
        private static final int PORT = 8401;

        /** %s */
        void serve(String path) {
          if (!path.equals("/books")) {
            throw new IllegalArgumentException("there is no such path");
          }
        }
      }
      """;

  private static final String PYTHON =
      """
      # %2$s
      TITLE_LIMIT = %1$s
      PORT = 8401


      def serve(path):
          if path != "/books":
              raise ValueError("there is no such path")
      """;

  private static final String SCRIPT =
      """
      // %2$s
      const TITLE_LIMIT = %1$s;
      const PORT = 8401;

      export function serve(path) {
        if (path !== "/books" && !/["']/.test(path)) {
          throw new Error("there is no such path");
        }
      }
      """;

  private static List<Offspring> planted(String path, String source) {
    List<String> limits = List.of("100", "256", "1000", "1024", "8 * 128");
    return IntStream.range(0, limits.size())
        .mapToObj(
            i ->
                Sample.offspring(
                    i, Map.of(path, source.formatted(limits.get(i), "Remark %d.".formatted(i)))))
        .toList();
  }

  @ParameterizedTest
  @CsvSource({
    "src/main/java/shelf/Shelf.java, constant Shelf.TITLE_LIMIT, 4",
    "shelf.py, constant TITLE_LIMIT, 2",
    "shelf.mjs, constant TITLE_LIMIT, 2"
  })
  void a_planted_disagreement_is_first_and_named_with_its_section(
      String path, String subject, int line) {
    String source = path.endsWith("java") ? JAVA : path.endsWith("py") ? PYTHON : SCRIPT;

    Ambiguity ambiguity = Sample.compare(planted(path, source));

    Place first = ambiguity.places().getFirst();
    assertThat(first.kind()).isEqualTo(Kind.CONSTANT);
    assertThat(first.subjects()).containsExactly(subject);
    assertThat(first.offspring()).isEqualTo(5);
    assertThat(first.variants())
        .extracting(Variant::value)
        .containsExactly("1024", "100", "1000", "256");
    assertThat(first.variants().getFirst().offspring())
        .containsExactly("offspring 3", "offspring 4");
    assertThat(first.variants().getFirst().example())
        .contains(new Example("offspring 3", path, line));
    assertThat(first.sections().getFirst().heading()).isEqualTo("Limits");
    assertThat(ambiguity.sections().getFirst().heading()).isEqualTo("Limits");
    // Comments differ, too, and nothing else does.
    assertThat(ambiguity.places().subList(1, ambiguity.places().size()))
        .allSatisfy(it -> assertThat(it.subjects()).allMatch(text -> text.startsWith("number ")));
  }

  @ParameterizedTest
  @CsvSource({"Shelf.java", "shelf.py", "shelf.js"})
  void identical_offspring_differ_in_nothing(String path) {
    String source = path.endsWith("java") ? JAVA : path.endsWith("py") ? PYTHON : SCRIPT;
    List<Offspring> offspring =
        IntStream.range(0, 4)
            .mapToObj(i -> Sample.offspring(i, Map.of(path, source.formatted("100", "Same."))))
            .toList();

    Ambiguity ambiguity = Sample.compare(offspring);

    assertThat(ambiguity.places()).isEmpty();
    assertThat(ambiguity.sections()).isEmpty();
    assertThat(ambiguity.notes())
        .contains("3 of 4 have the code of another, byte for byte; each counts");
    assertThat(AmbiguityText.lines(ambiguity, 20, 200)).contains("Nothing differs.");
  }

  @Test
  void names_that_are_there_and_absent_together_are_one_place() {
    String two = "def fetch_loan():\n    pass\n\n\ndef close_loan():\n    pass\n";
    Ambiguity ambiguity =
        Sample.compare(
            List.of(
                Sample.offspring(1, Map.of("a.py", two)),
                Sample.offspring(2, Map.of("a.py", two)),
                Sample.offspring(3, Map.of("a.py", "x = 1\n"))));

    Place place =
        ambiguity.places().stream().filter(it -> it.kind() == Kind.API).findFirst().orElseThrow();
    assertThat(place.subjects()).containsExactly("def close_loan", "def fetch_loan");
  }

  @Test
  void what_is_answered_ranks_before_what_the_code_is_called() {
    List<Offspring> offspring =
        IntStream.range(0, 4)
            .mapToObj(
                i -> Sample.offspring(i, Map.of("a.py", "def name_%d():\n  pass\n".formatted(i))))
            .toList();
    String probe = ProbePlan.of(Sample.SPEC).getFirst().name();
    List<Answers> answers =
        IntStream.range(0, 4)
            .mapToObj(
                i -> new Answers("offspring " + i, Map.of(probe, error(i == 3 ? "404" : "200"))))
            .toList();

    Ambiguity ambiguity = Ambiguity.of(Sample.SPEC, offspring, answers);

    Place first = ambiguity.places().getFirst();
    assertThat(first.kind()).isEqualTo(Kind.BEHAVIOUR);
    assertThat(first.subjects()).containsExactly(probe);
    assertThat(first.variants())
        .extracting(Variant::value)
        .containsExactly("200 no type no body", "404 no type no body");
  }

  @Test
  void who_was_not_probed_does_not_answer_otherwise() {
    List<Offspring> offspring =
        IntStream.range(0, 3)
            .mapToObj(i -> Sample.offspring(i, Map.of("a.py", "x = 1\n")))
            .toList();
    List<Answers> answers =
        List.of(
            new Answers("offspring 0", Map.of("probe GET /", error("404"))),
            new Answers("offspring 1", Map.of("probe GET /", error("404"))));

    assertThat(Ambiguity.of(Sample.SPEC, offspring, answers).places()).isEmpty();
  }

  private static ContractResult error(String status) {
    return new ContractResult(false, 1, Optional.of("status: expected 100, got " + status));
  }

  @Test
  void the_order_in_which_offspring_come_changes_neither_ranks_nor_places() {
    List<Offspring> offspring = new ArrayList<>(planted("shelf.py", PYTHON));
    Ambiguity one = Sample.compare(offspring);
    Collections.reverse(offspring);
    Ambiguity other = Sample.compare(offspring);

    assertThat(other.places().stream().map(Place::subjects).toList())
        .isEqualTo(one.places().stream().map(Place::subjects).toList());
    assertThat(other.places().stream().map(Place::measure).toList())
        .isEqualTo(one.places().stream().map(Place::measure).toList());
  }

  @Test
  void tests_of_the_offspring_are_no_source_of_differences_but_for_their_names() {
    Ambiguity ambiguity =
        Sample.compare(
            List.of(
                Sample.offspring(1, Map.of("tests/test_a.py", "LIMIT = 1000\n")),
                Sample.offspring(2, Map.of("tests/test_a.py", "LIMIT = 2000\n"))));

    assertThat(ambiguity.places()).isEmpty();
  }

  @Test
  void hostile_source_is_bounded_and_harmless_on_a_screen() {
    String deep = "class A { int x = " + "(".repeat(100_000) + "1" + ")".repeat(100_000) + "; }";
    String sum = "class A { int x = 1" + " + 1".repeat(60_000) + "; }";
    String unclosed = "x = '''" + "a".repeat(200_000);
    String names =
        IntStream.range(0, 22_000)
            .mapToObj(i -> "'n%d'".formatted(i))
            .reduce(new StringBuilder(), (text, it) -> text.append(it).append('\n'), (a, _) -> a)
            .toString();
    String evil = "LIMIT_OF = 'a\u001b[2J\u202E" + "long".repeat(1000) + "'\n";
    Ambiguity ambiguity =
        Sample.compare(
            List.of(
                Sample.offspring(
                    1,
                    Map.of(
                        "A.java", deep, "B.java", sum, "a.py", unclosed, "0.py", evil, "c.js",
                        "/[")),
                Sample.offspring(
                    2, Map.of("A.java", "class {", "a.py", names, "0.py", "LIMIT_OF = 'b'\n"))));

    assertThat(ambiguity.places()).hasSizeLessThan(Traits.MAX_TRAITS).isNotEmpty();
    assertThat(ambiguity.places())
        .allSatisfy(
            place -> {
              assertThat(place.subjects()).allMatch(it -> it.length() <= Traits.MAX_TEXT + 1);
              assertThat(place.variants()).allMatch(it -> it.value().length() < 2_000);
            });
    assertThat(ambiguity.notes())
        .anyMatch(it -> it.contains("offspring 2 has more than 20000 traits"))
        .anyMatch(it -> it.contains("could not be parsed"));
    assertThat(String.join("", AmbiguityText.lines(ambiguity, 10_000, 500)))
        .doesNotContain("\u001b", "\u202E")
        .contains("\\x1b");
  }

  @Test
  void one_offspring_differs_from_none() {
    List<Offspring> one = List.of(Sample.offspring(1, Map.of("a.py", "x = 1\n")));

    assertThatThrownBy(() -> Sample.compare(one)).isInstanceOf(IllegalArgumentException.class);
  }
}
