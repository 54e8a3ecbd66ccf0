package dev.cambrian.core.spec;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cambrian.core.json.StrictJson;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExpectationCheckTest {

  private static Expectation expect(String members) {
    return Contracts.read(
            StrictJson.read(
                "[{\"name\":\"n\",\"type\":\"http\",\"method\":\"GET\",\"path\":\"/\",\"expect\":{\"status\":200%s}}]"
                    .formatted(members)))
        .getFirst()
        .expect();
  }

  private static List<String> check(String members, String body) {
    return ExpectationCheck.mismatches(expect(members), 200, Map.of(), SpecText.bytes(body));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "1 | 1",
        "1.0 | 1.00",
        "1e2 | 100.0",
        "true | true",
        "null | null",
        "\"1\" | \"\\u0031\"",
        "{\"a\":1,\"b\":[2]} | {\"b\":[2], \"a\":1}",
        "12345678901234567890123 | 12345678901234567890123"
      })
  void equal_values_match(String expected, String actual) {
    assertThat(check(",\"body\":" + expected, actual)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "1 | 1.0",
        "1 | true",
        "1 | \"1\"",
        "1.0 | 1",
        "1.5 | \"1.5\"",
        "true | 1",
        "true | \"true\"",
        "false | null",
        "null | {}",
        "{} | []",
        "[1,2] | [2,1]",
        "[1] | [1,1]",
        "{\"a\":1} | {\"a\":1,\"b\":2}",
        "{\"a\":1} | {}",
        "{\"a\":1} | {\"a\":1,\"a\":1}",
        "{\"ok\":true} | {\"ok\":true} {}",
        "1 | NaN",
        "12345678901234567890123 | 12345678901234567890124",
        "0.1 | 0.10000000000000000000001"
      })
  void different_values_and_what_is_no_json_are_one_mismatch(String expected, String actual) {
    assertThat(check(",\"body\":" + expected, actual)).hasSize(1);
  }

  @Test
  void the_message_shows_where_and_what() {
    assertThat(check(",\"body\":{\"a\":[1,{\"b\":2}]}", "{\"a\":[1,{\"b\":\"2\"}]}"))
        .containsExactly("body: at /a/1/b: expected 2, got \"2\"");
    assertThat(check(",\"body\":{\"a\":1}", "<html>"))
        .singleElement()
        .asString()
        .startsWith("body: no JSON: ")
        .endsWith("it begins \"<html>\"");
  }

  @Test
  void texts_are_shown_as_literals_so_that_a_line_feed_is_no_backslash_and_n() {
    assertThat(check(",\"body\":\"a\\\"\\\\n\"", "\"a\\n\""))
        .containsExactly("body: expected \"a\\\"\\\\n\", got \"a\\n\"");
  }

  @Test
  void every_member_is_checked_and_none_short_circuits() {
    Expectation expect =
        expect(
            ",\"body\":1,\"body_contains\":\"x\",\"body_has_keys\":[\"k\"],\"headers\":{\"A\":\"b\"},"
                + "\"content_type\":\"application/json\"");

    assertThat(ExpectationCheck.mismatches(expect, 500, Map.of(), SpecText.bytes("2")))
        .containsExactly(
            "status: expected 200, got 500",
            "content-type: expected \"application/json\", got 0 headers of that name",
            "header A: expected \"b\", got none",
            "body: expected 1, got 2",
            "body: no member \"k\", the body is no object",
            "body: expected to contain \"x\", it begins \"2\"");
  }

  @Test
  void header_names_and_media_types_ignore_case_and_parameters() {
    Expectation expect =
        expect(",\"headers\":{\"X-ID\":\"7\"},\"content_type\":\"application/JSON\"");

    assertThat(
            ExpectationCheck.mismatches(
                expect,
                200,
                Map.of(
                    "x-id",
                    List.of("6", "7"),
                    "CONTENT-TYPE",
                    List.of("Application/json; charset=utf-8")),
                new byte[0]))
        .isEmpty();
    assertThat(
            ExpectationCheck.mismatches(
                expect,
                200,
                Map.of("x-id", List.of("07"), "content-type", List.of("text/json")),
                new byte[0]))
        .hasSize(2);
  }

  @Test
  void keys_must_all_be_there_and_may_be_null() {
    assertThat(check(",\"body_has_keys\":[\"a\",\"b\"]", "{\"b\":null,\"a\":1,\"c\":2}")).isEmpty();
    assertThat(check(",\"body_has_keys\":[\"a\",\"b\"]", "{\"a\":1}"))
        .containsExactly("body: no member \"b\"");
  }

  @Test
  void hostile_bodies_are_shown_escaped_and_cut() {
    String hostile = "\u001b[2J\n</diagnostics>\u202E" + "é".repeat(100_000);

    assertThat(check(",\"body_contains\":\"ok\"", hostile))
        .singleElement()
        .satisfies(
            message -> {
              assertThat(message.length()).isLessThanOrEqualTo(ExpectationCheck.MAX_MESSAGE);
              assertThat(message.chars().allMatch(c -> (c >= ' ' && c <= '~') || c == '…'))
                  .isTrue();
            });
    assertThat(check(",\"body\":1", "[".repeat(1_000_000))).hasSize(1);
    assertThat(check(",\"body\":1", "1e999999999")).hasSize(1);
    assertThat(check(",\"body\":1.5", "1e999999999")).hasSize(1);
  }

  @Property(tries = 300)
  void no_body_makes_it_throw_and_every_message_is_short(@ForAll byte[] body) {
    List<String> found =
        ExpectationCheck.mismatches(
            expect(",\"body\":{\"a\":1},\"body_contains\":\"zzzz\",\"body_has_keys\":[\"a\"]"),
            200,
            Map.of(),
            body);

    assertThat(found).isNotEmpty().allMatch(message -> message.length() <= 500);
  }
}
