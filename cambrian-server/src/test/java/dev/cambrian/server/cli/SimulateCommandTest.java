package dev.cambrian.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cambrian.server.docs.Page;
import dev.cambrian.server.terminal.Screen;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

@DisplayNameGeneration(ReplaceUnderscores.class)
final class SimulateCommandTest {
  private static Run simulate(String line) {
    return Run.of(Screen.NONE, Map.of(), ("simulate " + line).split(" ", -1));
  }

  @Test
  void it_tells_budgets_and_arms_and_what_was_simulated() {
    Run run = simulate("--campaigns 40 --trials 20,30 --arm tree,greedy");

    assertThat(run.err()).isEmpty();
    assertThat(run.exit()).isZero();
    assertThat(run.out().lines().toList())
        .hasSize(8)
        .satisfies(
            lines -> {
              assertThat(lines.getFirst())
                  .matches(
                      "trials  arm +true gain +s\\.e\\. +promoted +falsely +equal spec +gain at the gate +s\\.e\\.");
              assertThat(lines.get(1)).startsWith("    20  tree  ");
              assertThat(lines.get(2))
                  .matches(
                      " +20  greedy +-?0\\.\\d{4} +0\\.\\d{4}( +\\d+\\.\\d %){3} +-?0\\.\\d{4} +0\\.\\d{4}");
              assertThat(lines.get(4)).startsWith("    30  greedy");
              assertThat(lines.get(6))
                  .isEqualTo("40 campaigns each, 4 trials at once, base 0.50, gate 0.80, seed 1");
              assertThat(lines.get(7)).startsWith("edits: 10 % help by 0.80 log odds");
            });
    assertThat(simulate("--campaigns 40 --trials 20,30 --arm tree,greedy").out())
        .isEqualTo(run.out());
    assertThat(simulate("--campaigns 40 --trials 20,30 --arm tree,greedy --seed 2").out())
        .isNotEqualTo(run.out());
  }

  /** All of it takes a minute; its first budget tells whether the rule is still the same. */
  @Test
  void the_table_of_the_readme_is_what_the_command_prints() {
    List<String> shown = Page.at("README.md").fenceAfter("<!-- simulate -->").lines().toList();

    List<String> printed = simulate("--trials 20").out().lines().toList();

    assertThat(printed.subList(0, 5)).isEqualTo(shown.subList(0, 5));
    assertThat(printed.subList(printed.size() - 2, printed.size()))
        .isEqualTo(shown.subList(shown.size() - 2, shown.size()));
  }

  @Test
  void its_json_has_the_world_and_a_row_for_each() {
    Run run =
        simulate(
            "--campaigns 20 --trials 20 --base 0.3-0.7 --helpful 0.2 --drift -0.5 --gate 0.9 --json");

    JsonNode node = JsonMapper.shared().readTree(run.out());
    assertThat(node.at("/world/least-base").asDouble()).isEqualTo(0.3);
    assertThat(node.at("/world/most-base").asDouble()).isEqualTo(0.7);
    assertThat(node.at("/world/helpful").asDouble()).isEqualTo(0.2);
    assertThat(node.at("/world/drift").asDouble()).isEqualTo(-0.5);
    assertThat(node.at("/gate").asDouble()).isEqualTo(0.9);
    assertThat(node.at("/arms").size()).isEqualTo(4);
    assertThat(node.at("/arms/0/arm").asString()).isEqualTo("tree");
    assertThat(node.at("/arms/0/true-gain/standard-error").isNumber()).isTrue();
    assertThat(node.at("/arms/2/falsely-promoted").asDouble()).isPositive();
    assertThat(node.at("/arms/2/equal-spec-promoted").asDouble()).isPositive();
  }

  @Test
  void a_live_screen_is_left_clean() {
    Run run =
        Run.of(
            new Screen(true, true, false),
            Map.of(),
            "simulate",
            "--campaigns",
            "5",
            "--trials",
            "20");

    assertThat(run.err()).endsWith("\r\u001b[K");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "--campaigns 0 | '0' is not a whole number from 1 to 1000000",
        "--trials 20,x | 'x' is not a whole number from 1 to 10000",
        "--trials 10001 | '10001' is not a whole number from 1 to 10000",
        "--arm best | 'best' is not an arm",
        "--base 1 | '1' is not a number from 0.001 to 0.999",
        "--base 0.7-0.3 | two, the lower first",
        "--helpful 1.1 | '1.1' is not a number from 0 to 1",
        "--helpful NaN | 'NaN' is not a number from 0 to 1",
        "--helpful 0.6 --harmful 0.6 | together at most 1",
        "--rejected 1 | '1' is not a number from 0 to 0.99",
        "--drift 1e999999999 | is not a number from -10 to 10",
        "--gate 0.5 | '0.5' is not a number from 0.501 to 0.999",
        "--seed 1.5 | '1.5' is not a whole number from -9223372036854775808",
        "--parallel 65 | '65' is not a whole number from 1 to 64",
      })
  void what_cannot_be_simulated_is_told(String line, String complaint) {
    Run run = simulate(line);

    assertThat(run.exit()).isEqualTo(2);
    assertThat(run.out()).isEmpty();
    assertThat(run.err()).hasLineCount(1).startsWith("cambrian: ").contains(complaint);
  }
}
