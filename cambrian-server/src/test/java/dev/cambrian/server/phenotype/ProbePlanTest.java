package dev.cambrian.server.phenotype;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cambrian.core.spec.Contract;
import dev.cambrian.core.spec.Contracts;
import dev.cambrian.core.spec.ExpectationCheck;
import dev.cambrian.core.verdict.ViabilityReport.ContractResult;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Asked as the spec's contracts never ask, and read as the rig says it. */
final class ProbePlanTest {
  private static final List<Contract> PLAN = ProbePlan.of(Sample.SPEC);

  @Test
  void it_asks_next_to_what_the_spec_asks() {
    assertThat(PLAN)
        .extracting(Contract::name)
        .contains(
            "probe GET /",
            "probe DELETE /books",
            "probe POST /books/no-such-part",
            "probe POST /books without a body",
            "probe POST /books without \"title\" among pages, title",
            "probe POST /books with \"title\" as a number among pages, title",
            "probe POST /books with \"pages\" as a string among pages, title",
            "probe POST /books with a member that is not foreseen among pages, title")
        .doesNotHaveDuplicates()
        .allMatch(it -> it.length() <= Traits.MAX_TEXT);
  }

  @Test
  void it_is_bounded_the_same_each_time_and_survives_the_way_into_a_container() {
    assertThat(PLAN).hasSizeLessThanOrEqualTo(ProbePlan.MOST).isEqualTo(ProbePlan.of(Sample.SPEC));
    assertThat(Contracts.read(Contracts.write(PLAN))).isEqualTo(PLAN);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"error\": \"no title\", \"at\": 3} | {at: number, error: string}",
        "{\"a\": null, \"b\": [1, {\"c\": 2}], \"d\": {\"e\": \"}\"}, \"f\": true} | {a: null, b: array, d: object, f: boolean}",
        "{} | {}",
        "[1] | an array",
        "not found | text",
        "'' | no body",
      })
  void what_the_rig_says_of_an_answer_is_read_back(String body, String shape) {
    Map<String, List<String>> headers =
        Map.of(
            "Content-Type",
            List.of("Application/JSON; charset=utf-8"),
            "Allow",
            List.of("POST,GET"));

    assertThat(read(400, headers, body))
        .isEqualTo("400 application/json " + shape + ", Allow: GET, POST");
    assertThat(read(200, Map.of(), body)).isEqualTo("200 no type " + shape);
  }

  @Test
  void the_ends_of_lines_in_a_body_are_no_values() {
    assertThat(read(200, Map.of(), "{\n  \"a\": 1\n}\n")).isEqualTo("200 no type {a: number}");
  }

  @Test
  void a_long_object_is_not_guessed_at() {
    assertThat(read(200, Map.of(), "{\"a\": \"" + "x".repeat(300) + "\"}"))
        .isEqualTo("200 no type an object too long to be seen whole");
  }

  @Test
  void no_answer_is_an_answer_too_but_how_long_was_waited_is_not() {
    assertThat(added("no whole answer within 0.7 s"))
        .isEqualTo(added("no whole answer within 9 s"));
    assertThat(added("connection broken: reset")).isEqualTo("no answer: connection broken: reset");
  }

  private static String read(int status, Map<String, List<String>> headers, String body) {
    Contract probe = PLAN.getFirst();
    return added(
        String.join(
            "; ",
            ExpectationCheck.mismatches(
                probe.expect(), status, headers, body.getBytes(StandardCharsets.UTF_8))));
  }

  private static String added(String error) {
    Traits traits = new Traits("one");
    ProbeReading.add("p", new ContractResult(false, 1, Optional.of(error)), traits);
    return Optional.ofNullable(traits.all().get(new Traits.Key(Kind.BEHAVIOUR, "p")))
        .orElseThrow()
        .value();
  }
}
