package dev.cambrian.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cambrian.core.json.Json;
import dev.cambrian.server.docs.Page;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Of the shipped campaign, whose provider told no tokens: each place has the same estimate. */
@DisplayNameGeneration(ReplaceUnderscores.class)
final class EstimatedTokensTest {
  private static final Path SHIPPED = Page.ROOT.resolve("spec/campaigns/signed/campaign");

  private static JsonNode json(String... command) {
    return Json.parse(Run.in(SHIPPED, command).out().strip());
  }

  private static JsonNode sql(Path home, String query) {
    return Json.parse(Run.in(home, "sql", query, "--format", "json").out().strip()).get(0);
  }

  @Test
  void a_trial_has_one_in_sql_as_its_generation_has_it() {
    JsonNode trial =
        sql(SHIPPED, "SELECT generation, tokens, estimated_tokens FROM trial WHERE trial = 1");
    JsonNode shown = json("show", "1", "--json");
    String text = Run.in(SHIPPED, "show", "1").out();

    assertThat(trial.get("tokens").isNull()).isTrue();
    assertThat(trial.get("estimated_tokens").longValue()).isEqualTo(11_382);
    assertThat(shown.get("estimated-tokens").longValue()).isEqualTo(11_382);
    assertThat(shown.has("token-usage")).isFalse();
    assertThat(text)
        .contains("tokens unknown (1 answer without a count: ", "), ~11,382 estimated by the bytes")
        .containsPattern("generate 1 +claude +complete +~4,539 +~6,843 +unknown");
  }

  @Test
  void sums_of_sql_are_those_of_the_report() {
    JsonNode report = json("campaign", "show", "signed", "--json");
    JsonNode sums =
        sql(
            SHIPPED,
            "SELECT (SELECT sum(estimated_tokens) FROM trial) AS trials,"
                + " (SELECT sum(estimated_tokens) FROM trial WHERE node = 2) AS of_node_2,"
                + " (SELECT sum(estimated_tokens) FROM proposal) AS proposals,"
                + " (SELECT sum(estimated_tokens) FROM llm_exchange) AS exchanges,"
                + " tokens, estimated_tokens FROM campaign");

    assertThat(sums.get("trials")).isEqualTo(report.at("/spending/estimated-trial-tokens"));
    assertThat(sums.get("exchanges")).isEqualTo(sums.get("trials"));
    assertThat(sums.get("of_node_2")).isEqualTo(report.at("/specs/2/estimated-tokens"));
    assertThat(sums.get("proposals")).isEqualTo(report.at("/spending/estimated-proposal-tokens"));
    assertThat(sums.get("estimated_tokens").longValue())
        .isEqualTo(sums.get("trials").longValue() + sums.get("proposals").longValue())
        .isEqualTo(json("campaign", "list", "--json").at("/0/estimated-tokens").longValue());
    assertThat(sums.get("tokens").isNull()).isTrue();
  }

  @Test
  void a_list_and_a_comparison_mark_it() {
    JsonNode report = json("campaign", "show", "signed", "--json");
    JsonNode compared = json("campaign", "compare", "signed:0", "signed:2", "--json");

    assertThat(Run.in(SHIPPED, "campaign", "show", "signed").out())
        .containsPattern("\n +2 +~10,998 +5:52 min ");
    assertThat(Run.in(SHIPPED, "campaign", "list").out()).contains(" ~491,289  unknown ");
    assertThat(Run.in(SHIPPED, "campaign", "compare", "signed:0", "signed:2").out())
        .containsPattern("\ntokens a trial +~11,139 +~10,998\n")
        .containsPattern("\ncost a trial +unknown +unknown\n")
        .containsPattern("\ncampaign, tokens +~491,289 +~491,289\n");
    assertThat(compared.at("/second/spec")).isEqualTo(report.at("/specs/2"));
    assertThat(compared.at("/second/spec/proposal").intValue()).isOne();
    assertThat(compared.at("/second/estimated-tokens").longValue()).isEqualTo(491_289);
  }

  @Test
  void what_was_told_is_not_estimated(@TempDir Path home) {
    CampaignHome.at(home);
    JsonNode told =
        sql(
            home,
            "SELECT count(estimated_tokens) AS campaigns,"
                + " (SELECT count(estimated_tokens) FROM trial) AS trials,"
                + " (SELECT count(tokens) FROM trial) AS told,"
                + " (SELECT count(estimated_tokens) FROM proposal) AS proposals FROM campaign");

    assertThat(told.get("told").intValue()).isPositive();
    for (String none : new String[] {"campaigns", "trials", "proposals"}) {
      assertThat(told.get(none).intValue()).as(none).isZero();
    }
    assertThat(Run.in(home, "campaign", "list").out()).doesNotContain("~");
    assertThat(Run.in(home, "campaign", "list", "--json").out()).doesNotContain("estimated-tokens");
  }
}
