package dev.cambrian.server.view;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.cambrian.core.campaign.Campaign;
import dev.cambrian.core.campaign.CampaignReport;
import dev.cambrian.core.campaign.Campaigns;
import dev.cambrian.core.history.SqliteHistory;
import dev.cambrian.core.json.Json;
import dev.cambrian.server.campaign.FoundJson;
import dev.cambrian.server.docs.Page;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Of the shipped campaign, whose promoted spec has one fresh trial and its base five. */
@DisplayNameGeneration(ReplaceUnderscores.class)
final class CampaignFindingsTest {
  @TempDir private Path directory;
  private CampaignFindings findings =
      new CampaignFindings(Optional.empty(), List.of(), Optional.empty(), Map.of());
  private JsonNode json = Json.object();

  @BeforeEach
  void find() throws IOException {
    try (SqliteHistory history = ShippedHistory.in(directory)) {
      Campaign campaign = Campaigns.find(history, ShippedHistory.CAMPAIGN).orElseThrow();
      findings =
          new CampaignFindings.Reader(history)
              .of(campaign, CampaignReport.withoutSections(campaign));
      json = FoundJson.of(campaign, history);
    }
  }

  @Test
  void a_promotion_on_one_fresh_trial_is_said_to_be_too_few_to_publish() {
    CampaignEvidence evidence = findings.evidence().orElseThrow();

    assertThat(evidence.tooFew()).isTrue();
    assertThat(evidence.counts())
        .isEqualTo("Fresh trials behind it: 1 of node 2 (1 lived), 5 of the base (0 lived).");
    assertThat(evidence.caution().orElseThrow())
        .startsWith("Too few to publish, whatever the probability: had one more fresh trial of")
        .contains("it would be 0.92.")
        .contains("4 more of node 2 would give 5 on each side")
        .contains("begin another, with a greater --budget");
  }

  @Test
  void why_this_spec_and_not_one_with_a_higher_rate_is_said_in_a_sentence() {
    assertThat(findings.evidence().orElseThrow().choices())
        .satisfiesExactly(
            higher ->
                assertThat(higher)
                    .startsWith(
                        "Node 7 passes the gate, too (P 0.98, it lived in 4 of 5), but cannot be told apart from node 2")
                    .contains("node 2 has 8,563 bytes, node 7 has 8,773"),
            lower ->
                assertThat(lower)
                    .startsWith("Node 6 passes")
                    .endsWith("does no better than node 2."));
  }

  @Test
  void what_trials_said_alike_is_told_once_with_an_example() {
    SpecFailures base = findings.of(0).orElseThrow();

    assertThat(base.failed()).isEqualTo(17);
    SpecFailures.Group first = base.groups().getFirst();
    assertThat(first.message()).isEqualTo("AssertionError: 'f254ddcd…' != '64a43abe…'");
    assertThat(first.trials()).as("whichever of the two a test expects").isEqualTo(17);
    assertThat(first.example().text()).isEqualTo("tests/test_signed.py:46, trial 1");
    assertThat(first.named()).endsWith(" and 8 more");
    assertThat(base.groups()).isSortedAccordingTo((a, b) -> b.trials() - a.trials());
    assertThat(findings.of(2).orElseThrow().failed()).isOne();
  }

  @Test
  void tokens_that_nobody_told_are_estimated_and_never_zero() {
    CampaignFindings.Tokens tokens = findings.tokens().orElseThrow();

    assertThat(tokens.trials())
        .isEqualTo(tokens.byNode().values().stream().mapToLong(it -> it).sum());
    assertThat(tokens.byNode().get(0)).isBetween(100_000L, 300_000L);
    assertThat(tokens.proposals()).isPositive();
    assertThat(json.get("spending").has("tokens")).isFalse();
    assertThat(json.at("/spending/estimated-trial-tokens").longValue()).isEqualTo(tokens.trials());
    assertThat(json.get("specs")).allMatch(it -> !it.has("tokens") && it.has("estimated-tokens"));
  }

  @Test
  void a_node_knows_the_proposal_that_made_it() {
    assertThat(findings.origins()).containsEntry(1, 2).containsEntry(2, 1).hasSize(7);
  }

  @Test
  void its_json_is_as_the_schema_has_it() throws IOException {
    var schema =
        SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
            .getSchema(
                Json.parse(
                    Files.readString(Page.ROOT.resolve("schemas/campaign-report.schema.json"))));

    assertThat(schema.validate(json)).isEmpty();
    assertThat(json.at("/evidence/too-few").booleanValue()).isTrue();
    assertThat(json.at("/failures/0/groups/0/example/line").intValue()).isEqualTo(46);
  }
}
