package dev.cambrian.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cambrian.core.json.Json;
import dev.cambrian.server.docs.Page;
import dev.cambrian.server.terminal.Screen;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** Campaigns of a home, looked at and steered. */
@DisplayNameGeneration(ReplaceUnderscores.class)
final class CampaignCommandsTest {
  @TempDir static Path home;
  @TempDir Path other;

  @BeforeAll
  static void run() {
    CampaignHome.at(home);
  }

  private static JsonNode json(String... command) {
    Run run = Run.in(home, command);
    assertThat(run.err()).isEmpty();
    assertThat(run.exit()).isZero();
    assertThat(run.out()).matches("(?s)[\\n -~]*");
    return Json.parse(run.out().strip());
  }

  @Test
  void a_list_has_the_last_campaign_first() {
    List<String> lines = Run.in(home, "campaign", "list").out().lines().toList();

    assertThat(lines).hasSize(3);
    assertThat(lines.get(1)).matches("c2 .* paused +base +0/5 .* somebody +Small");
    assertThat(lines.get(2)).matches("c1 .* promoted [0-9]+ +tree +60/60 .* somebody +Small");
  }

  @Test
  void a_list_as_json_has_what_is_known_of_each() {
    JsonNode list = json("campaign", "list", "--json");

    assertThat(list).hasSize(2);
    assertThat(list.get(1).get("scored").asInt()).isEqualTo(60);
    assertThat(list.get(1).get("ending").asString()).isEqualTo("promoted");
    assertThat(list.get(0).get("reason").asString()).isEqualTo("for lunch" + GrownHome.HOSTILE);
  }

  @Test
  void a_report_says_what_was_found_and_what_it_cost() {
    String out = Run.in(home, "campaign", "show", "c1").out();

    assertThat(out)
        .startsWith("Campaign c1, finished: tree, somebody, 60 trials, proposals by proposer")
        .containsPattern("\nNode \\d+ is promoted: it is better than the base with a probability")
        .containsPattern("\n *NODE +PARENT +SEARCH +CONFIRM +RATE +BETTER +BYTES +TOKENS")
        .containsPattern("\n +0 +- +\\d+/\\d+ +\\d+/\\d+ +0\\.\\d\\d \\(")
        .contains("\nBest of n at the same cost: 11 mutants of the base with 5 trials each")
        .contains("no such control was run.")
        .containsPattern("\nbehaviour +\\d+ +\\d+ +[+-]")
        .contains("\nTrials: 60 of 60 with a verdict, ")
        .containsPattern("\nSpent: 6,600 tokens for trials, [\\d,]+ for proposals, \\$0\\.");
  }

  @Test
  void what_a_model_or_a_person_wrote_cannot_act_on_a_screen() {
    for (Run run :
        List.of(
            Run.in(home, "campaign", "show", "c1"),
            Run.in(home, "campaign", "show", "c2"),
            Run.in(home, "campaign", "list"),
            Run.in(home, "spec", "tree"))) {
      assertThat(run.out()).doesNotContain("\u001b", "\u202e", "\u0007");
    }
    assertThat(Run.in(home, "campaign", "show", "c1").out())
        // What acts on a screen was taken out of it before it was stored.
        .contains("behaviour: It may help.[2Jevil\n")
        .contains("Note: whether words help\\x1b[2J");
    assertThat(Run.in(home, "campaign", "show", "c2").out()).contains("Paused: for lunch\\x1b[2J");
  }

  @Test
  void a_report_keeps_to_the_width_of_the_screen() {
    Screen screen = new Screen(true, true, false);

    String out =
        Run.of(screen, Map.of("COLUMNS", "60"), "campaign", "show", "c1", "--home", home.toString())
            .out();

    assertThat(out.lines()).allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(60));
    assertThat(out.replace("\n", " ")).contains("no such control was run.");
  }

  @Test
  void a_report_as_json_has_every_spec_and_its_rates() {
    JsonNode report = json("campaign", "show", "c1", "--json");

    assertThat(report.get("ending").asString()).isEqualTo("promoted");
    int promoted = report.get("promoted-node").asInt();
    JsonNode spec = report.get("specs").get(promoted);
    assertThat(spec.get("passes-gate").asBoolean()).isTrue();
    assertThat(spec.get("whole").get("mean").asDouble()).isGreaterThan(0.7);
    assertThat(spec.get("spec-hash")).isEqualTo(report.get("promoted-hash"));
    assertThat(report.get("trials").get("scored").asInt()).isEqualTo(60);
    assertThat(spec.get("rationale").asString()).startsWith("It may help.");
    assertThat(report.get("note").asString()).endsWith(GrownHome.HOSTILE);
  }

  @Test
  void two_specs_of_a_campaign_are_compared_the_outcome_where_none_is_named() {
    JsonNode compared = json("campaign", "compare", "c1:0", "c1", "--json");

    assertThat(compared.at("/first/spec/node").asInt()).isZero();
    assertThat(compared.at("/second/spec/node").asInt())
        .isEqualTo(json("campaign", "show", "c1", "--json").get("promoted-node").asInt());
    assertThat(compared.get("second-better").asDouble()).isGreaterThan(0.9);
    assertThat(compared.at("/difference/lower").asDouble()).isPositive();
    assertThat(compared.get("cautions")).isEmpty();

    String out = Run.in(home, "campaign", "compare", "c1:0", "c1").out();
    assertThat(out)
        .containsPattern("^ +c1:0 +c1:\\d+\n")
        .containsPattern("\nrate +0\\.")
        .containsPattern(
            "\nc1:\\d+ is better with a probability of (0\\.9\\d|> 0\\.99), c1:0 with");
  }

  @Test
  void tokens_that_nobody_told_are_absent_and_no_zero() {
    String signed = Page.ROOT.resolve("spec/campaigns/signed/campaign").toString();
    JsonNode compared =
        Json.parse(
            Run.of(
                    Screen.NONE,
                    Map.of(),
                    "campaign",
                    "compare",
                    "signed:0",
                    "signed:2",
                    "--json",
                    "--home",
                    signed)
                .out()
                .strip());
    JsonNode listed =
        Json.parse(
            Run.of(Screen.NONE, Map.of(), "campaign", "list", "--json", "--home", signed)
                .out()
                .strip());

    for (JsonNode it :
        List.of(
            compared.get("first"),
            compared.get("second"),
            compared.at("/first/spec"),
            compared.at("/second/spec"),
            listed.get(0))) {
      assertThat(it.get("tokens-known").asBoolean()).isFalse();
      assertThat(it.has("tokens")).as(it.toString()).isFalse();
    }
    assertThat(json("campaign", "compare", "c1:0", "c1", "--json").at("/first/tokens").asLong())
        .isPositive();
  }

  @Test
  void two_campaigns_are_compared_with_a_caution() {
    Run run = Run.in(home, "campaign", "compare", "c1:0", "c2");

    assertThat(run.out())
        .contains("Both are one and the same text")
        .contains("a drift of the model would look the same")
        .contains("nothing can be said")
        .containsPattern("\nrate +0\\.\\d\\d \\(.*\\) +-")
        .doesNotContain("with a probability of");
  }

  @Test
  void a_spec_is_not_compared_with_itself() {
    assertThat(Run.in(home, "campaign", "compare", "c1:0", "c1:0").out())
        .contains("one and the same spec with the same trials")
        .doesNotContain("with a probability of");
  }

  @Test
  void a_campaign_is_paused_resumed_and_cancelled() {
    CampaignHome.at(other);

    assertThat(Run.in(other, "campaign", "resume", "c2").out()).contains("may go on");
    assertThat(Run.in(other, "campaign", "list").out()).containsPattern("c2 .* running");
    assertThat(Run.in(other, "campaign", "pause", "c2", "--reason", "again").out())
        .contains("Campaign c2 is paused; 'cambrian campaign resume c2'");
    assertThat(Run.in(other, "campaign", "show", "c2").out()).contains("Paused: again");
    assertThat(Run.in(other, "campaign", "cancel", "c2", "--reason", "no use").exit()).isZero();
    assertThat(Run.in(other, "campaign", "show", "c2").out())
        .contains("Cancelled before it was decided, nothing is claimed: no use.");

    Run refused = Run.in(other, "campaign", "pause", "c2");
    assertThat(refused.exit()).isEqualTo(2);
    assertThat(refused.err()).startsWith("cambrian: campaign c2: ").hasLineCount(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "show c9",
        "show ../c1",
        "compare c1 c9",
        "compare c1 c1:99",
        "compare c1 c1:x",
        "compare c1",
        "compare :0 c1",
        "show",
        "replay",
        "pause c9",
        "resume c1",
        "cancel c1",
        ""
      })
  void what_is_not_here_or_cannot_be_is_told_in_a_line(String command) {
    Run run = Run.in(home, ("campaign " + command).strip().split(" ", -1));

    assertThat(run.exit()).isEqualTo(2);
    assertThat(run.out()).isEmpty();
    assertThat(run.err()).startsWith("cambrian: ").hasLineCount(1).doesNotContain("Exception");
  }

  @ParameterizedTest
  @ValueSource(strings = {"show", "replay", "compare :0 :1"})
  void where_none_is_named_the_several_are_listed_or_it_is_told_that_there_is_none(String command) {
    String[] words = ("campaign " + command).split(" ", -1);

    assertThat(Run.in(home, words).err())
        .isEqualTo("cambrian: there are 2 campaigns (c2, c1): name one\n");
    GrownHome.at(other);
    assertThat(Run.in(other, words))
        .isEqualTo(
            new Run(
                2,
                "",
                "cambrian: there is no campaign here yet; 'cambrian evolve SPEC' begins one\n"));
  }

  @Test
  void a_home_without_campaigns_says_so() {
    assertThat(Run.in(other, "campaign", "list").out()).contains("There is no campaign in");
    assertThat(Run.in(other, "campaign", "list", "--json").out()).isEqualTo("[]\n");
    assertThat(Run.in(other, "spec", "tree").out()).contains("There is no spec in");
    assertThat(Run.in(other, "spec", "tree", "--json").out()).isEqualTo("[]\n");
    GrownHome.at(other);
    assertThat(Run.in(other, "campaign", "list").out()).contains("There is no campaign in");
  }

  @Test
  void the_tree_has_each_spec_below_the_one_it_was_made_from() {
    JsonNode tree = json("spec", "tree", "--json");

    assertThat(tree.get(0).get("spec-hash").asString()).isEqualTo(CampaignHome.BASE.hash());
    assertThat(tree.get(0).has("parent-spec-hash")).isFalse();
    JsonNode report = json("campaign", "show", "c1", "--json");
    assertThat(tree).hasSameSizeAs(report.get("specs"));
    for (JsonNode line : tree) {
      JsonNode spec =
          report
              .get("specs")
              .valueStream()
              .filter(it -> it.get("spec-hash").equals(line.get("spec-hash")))
              .findFirst()
              .orElseThrow();
      assertThat(line.get("trials")).isEqualTo(spec.get("whole").get("trials"));
      assertThat(line.get("viable")).isEqualTo(spec.get("whole").get("viable"));
      if (spec.has("parent")) {
        JsonNode parent = report.get("specs").get(spec.get("parent").asInt());
        assertThat(line.get("parent-spec-hash")).isEqualTo(parent.get("spec-hash"));
        assertThat(line.get("node")).isEqualTo(spec.get("node"));
      }
    }
    List<String> lines = Run.in(home, "spec", "tree").out().lines().toList();
    String base = CampaignHome.BASE.hash().substring("sha256:".length()).substring(0, 12);
    assertThat(lines.get(1)).startsWith(base + " ").endsWith(" Small");
    assertThat(lines.get(2)).matches(" {2}[0-9a-f]{12} .* behaviour .* c1:\\d+ +Small");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT campaign, node, count(*) AS trials, sum(viable) AS viable, sum(tokens) AS tokens FROM trial WHERE status = 'scored' GROUP BY campaign, node ORDER BY campaign, node",
        "SELECT campaign, coalesce(failure, failure_stage) AS failed_at, count(*) AS trials FROM trial WHERE viable = 0 GROUP BY campaign, failed_at ORDER BY trials DESC",
        "SELECT operator, section, status, rule, count(*) AS proposals FROM proposal GROUP BY operator, section, status, rule ORDER BY proposals DESC",
        "SELECT campaign, arm, status, ending, probability_better, trials_viable, trials_scored, tokens, cost_usd FROM campaign",
        "SELECT campaign, \"trigger\", message, action FROM campaign_notice"
      })
  void the_views_answer_what_one_asks_of_campaigns(String query) {
    Run run = Run.in(home, "sql", query, "--format", "csv");

    assertThat(run.err()).isEmpty();
    assertThat(run.out().lines()).hasSizeGreaterThan(1);
  }
}
