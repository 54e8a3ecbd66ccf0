package dev.cambrian.server.view;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cambrian.core.history.QueryResult;
import dev.cambrian.core.json.Json;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

@DisplayNameGeneration(ReplaceUnderscores.class)
final class QueryTextTest {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
  private static final QueryResult RESULT =
      new QueryResult(
          List.of("x", "x", "say \"x\""),
          List.of(
              List.of(NODES.numberNode(1), NODES.nullNode(), NODES.stringNode("a,b\n\"c\"")),
              List.of(NODES.numberNode(2.5), NODES.nullNode(), NODES.stringNode(""))),
          false);

  @Test
  void csv_quotes_what_needs_it() {
    assertThat(QueryText.csv(RESULT, UnaryOperator.identity()))
        .containsExactly("x,x,\"say \"\"x\"\"\"", "1,,\"a,b\n\"\"c\"\"\"", "2.5,,");
  }

  @Test
  void a_spreadsheet_sees_no_formula_and_numbers_stay() {
    for (String formula :
        new String[] {"=1", "+1", "-1", "@x", "\tx", "\rx", " \u00a0=1", "\ufeff=1", "\uff1d1"}) {
      assertThat(sheet(NODES.stringNode(formula))).as(formula).contains("'" + formula);
    }
    assertThat(sheet(NODES.stringNode("1=1"))).isEqualTo("1=1");
    assertThat(sheet(NODES.stringNode(""))).isEmpty();
    assertThat(sheet(NODES.nullNode())).isEmpty();
    assertThat(sheet(NODES.numberNode(-1.5))).isEqualTo("-1.5");
    assertThat(QueryText.csv(RESULT, UnaryOperator.identity()).toList())
        .isEqualTo(QueryText.spreadsheet(RESULT).toList());
  }

  private static String sheet(JsonNode value) {
    QueryResult result = new QueryResult(List.of("x"), List.of(List.of(value)), false);
    return QueryText.spreadsheet(result).toList().getLast();
  }

  @Test
  void an_object_has_each_name_once() {
    assertThat(Json.write(QueryText.json(RESULT).get(0)))
        .isEqualTo("{\"x\":1,\"x_2\":null,\"say \\\"x\\\"\":\"a,b\\n\\\"c\\\"\"}");
  }

  @Test
  void a_column_of_nulls_and_numbers_holds_numbers() {
    assertThat(QueryText.numbers(RESULT, 0)).isTrue();
    assertThat(QueryText.numbers(RESULT, 2)).isFalse();
  }
}
