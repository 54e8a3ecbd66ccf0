package dev.cambrian.core.examine;

import static dev.cambrian.core.examine.Specimens.SPEC;
import static dev.cambrian.core.examine.Specimens.json;
import static dev.cambrian.core.examine.Specimens.names;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cambrian.core.examine.WrittenContracts.Dropped;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is made of an answer of contracts. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class WrittenContractsTest {
  private static WrittenContracts read(String... contracts) {
    return WrittenContracts.read("[" + String.join(",", contracts) + "]", SPEC);
  }

  private static String reason(WrittenContracts read, String name) {
    return read.dropped().stream()
        .filter(it -> it.name().equals(name))
        .map(Dropped::reason)
        .collect(Collectors.joining("|"));
  }

  @Test
  void an_array_is_read_alone_and_in_the_only_fence_of_a_text() {
    String array = "[" + json("a", "GET", "/notes/2", 200) + "]";

    assertThat(names(WrittenContracts.read(array, SPEC).kept())).containsExactly("a");
    assertThat(
            names(
                WrittenContracts.read(
                        "Here they are:\n```json\n" + array + "\n```\nGood luck!", SPEC)
                    .kept()))
        .containsExactly("a");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "I cannot do that.",
        "[1, 2",
        "{\"contracts\": []}",
        "```json\n[]\n```\n```json\n[]\n```",
        "```json\n[]\n"
      })
  void what_is_no_array_has_no_contracts_and_says_why(String answer) {
    WrittenContracts read = WrittenContracts.read(answer, SPEC);

    assertThat(read.kept()).isEmpty();
    assertThat(read.unreadable()).isPresent();
  }

  @Test
  void a_contract_that_cannot_be_evaluated_is_dropped_and_the_others_are_not() {
    WrittenContracts read =
        read(
            json("good", "GET", "/notes/2", 200),
            json("status", "GET", "/notes/2", 99),
            json("method", "TRACE", "/notes/2", 200),
            json("good too", "GET", "/notes/3", 200),
            "7");

    assertThat(names(read.kept())).containsExactly("good", "good too");
    assertThat(read.dropped()).hasSize(3);
    assertThat(reason(read, "status")).contains("status must be an integer");
    assertThat(reason(read, "contract 5")).contains("must be an object");
  }

  @Test
  void a_member_that_would_be_ignored_is_an_error() {
    WrittenContracts read =
        read(
            """
            {"name": "x", "type": "http", "method": "GET", "path": "/notes/2",
             "expect": {"status": 200, "body_equals": {}}}""");

    assertThat(read.kept()).isEmpty();
    assertThat(reason(read, "x")).contains("body_equals");
  }

  @Test
  void what_the_spec_or_another_one_asks_already_is_dropped() {
    WrittenContracts read =
        read(
            json("the vector", "GET", "/notes/1", 200),
            json("the contract", "GET", "/health", 200),
            json("new", "GET", "/notes/2", 200),
            json("the same", "GET", "/notes/2", 200));

    assertThat(names(read.kept())).containsExactly("new");
  }

  @Test
  void of_two_with_one_name_neither_is_lost() {
    WrittenContracts read =
        read(json("x", "GET", "/notes/2", 200), json("x", "GET", "/notes/3", 200));

    assertThat(names(read.kept())).containsExactly("x", "x (2)");
  }

  @Test
  void only_a_path_and_a_method_that_the_spec_names_may_succeed() {
    WrittenContracts read =
        read(
            json("known", "POST", "/notes?x=1", 201),
            json("made up", "GET", "/users/1", 200),
            json("part of a word", "GET", "/note", 200),
            json("refused", "GET", "/users/1", 404),
            json("unknown method", "DELETE", "/notes/1", 204),
            json("refused method", "DELETE", "/notes/1", 405),
            json("made up and broken", "GET", "/users/1", 500));

    assertThat(names(read.kept())).containsExactly("known", "refused", "refused method");
  }

  @Test
  void what_the_rigs_own_exchange_decides_is_not_a_contracts_business() {
    WrittenContracts read =
        read(
            """
            {"name": "x", "type": "http", "method": "GET", "path": "/notes/2",
             "headers": {"Host": "elsewhere"}, "expect": {"status": 400}}""",
            json("interim", "GET", "/notes/2", 100));

    assertThat(read.kept()).isEmpty();
    assertThat(reason(read, "x")).contains("Host");
  }

  @Test
  void no_more_than_forty_are_kept_and_none_that_is_huge() {
    List<String> many =
        IntStream.range(2, 60).mapToObj(i -> json("n" + i, "GET", "/notes/" + i, 200)).toList();
    String huge = json("huge", "GET", "/notes/" + "9".repeat(20_000), 200);

    WrittenContracts read = read(huge + "," + String.join(",", many));

    assertThat(read.kept()).hasSize(WrittenContracts.MOST);
    assertThat(reason(read, "huge")).contains("characters");
    assertThat(reason(read, "n59")).contains("40 already");
  }

  @Test
  void names_are_made_fit_for_a_line() {
    WrittenContracts read = read(json("a\\u0007\\nb", "GET", "/notes/2", 200));

    assertThat(names(read.kept())).containsExactly("a b");
  }
}
