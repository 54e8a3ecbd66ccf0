package dev.cambrian.core.campaign;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.cambrian.core.event.CampaignEvent;
import dev.cambrian.core.evolution.Arm;
import dev.cambrian.core.evolution.BetaPosterior;
import dev.cambrian.core.evolution.CampaignSettings;
import dev.cambrian.core.evolution.Comparison;
import dev.cambrian.core.evolution.Ending;
import dev.cambrian.core.evolution.Gate;
import dev.cambrian.core.evolution.Phase;
import dev.cambrian.core.evolution.Rules;
import dev.cambrian.core.history.CampaignStatus;
import dev.cambrian.core.json.Json;
import dev.cambrian.core.llm.TokenUsage;
import dev.cambrian.core.spec.Schemas;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

@DisplayNameGeneration(ReplaceUnderscores.class)
final class CampaignReportTest {
  private static CampaignSettings settings(Arm arm, boolean againstItself) {
    return new CampaignSettings(
        arm, againstItself, "somebody", "proposer", 7, 40, 1, 1_000, 0, 0, Rules.DEFAULT);
  }

  private static Story told(Arm arm) {
    return new Story(settings(arm, false))
        .lived(0, Phase.SEARCH, 3)
        .failed(0, Phase.SEARCH, "apples-cost", 7)
        .refused(0, "frozen")
        .child(0, "prices", Story.shop("Apples cost 2.", "Every parcel leaves on the same day."))
        .lived(1, Phase.SEARCH, 6)
        .voided(1)
        .lived(0, Phase.CONFIRM, 2)
        .failed(0, Phase.CONFIRM, "apples-cost", 6)
        .lived(1, Phase.CONFIRM, 7)
        .unreadable(1, 1);
  }

  private static Story promoted() {
    Story story = told(Arm.TREE);
    story.look();
    return story.finished(
        Ending.PROMOTED, Optional.of(1), OptionalDouble.of(0.97), "better than the base");
  }

  @Test
  void each_spec_has_its_rates_its_cost_and_where_it_came_from() {
    CampaignReport report = promoted().report();

    SpecReport base = report.specs().getFirst();
    assertThat(base.search()).isEqualTo(new BetaPosterior(3, 10));
    assertThat(base.confirm()).isEqualTo(new BetaPosterior(2, 8));
    assertThat(base.whole()).isEqualTo(new BetaPosterior(5, 18));
    assertThat(base.betterThanBase()).isEmpty();
    assertThat(base.parent()).isEmpty();
    SpecReport mutant = report.specs().getLast();
    assertThat(mutant.whole()).isEqualTo(new BetaPosterior(13, 14));
    assertThat(mutant.parent()).hasValue(0);
    assertThat(mutant.section()).contains("prices");
    assertThat(mutant.proposerModel()).contains("proposer-1");
    assertThat(mutant.voided()).isEqualTo(1);
    assertThat(mutant.tokens()).isEqualTo(1_400);
    assertThat(mutant.microUsd()).isEqualTo(OptionalLong.of(28_000));
    assertThat(mutant.elapsed()).isEqualTo(Duration.ofMinutes(14));
    assertThat(mutant.behaviour().tokens()).hasValue(100);
    assertThat(mutant.behaviour().failures()).containsOnlyKeys("unreadable-answer");
    assertThat(mutant.behaviour().timeToViability()).contains(Duration.ofMinutes(14).dividedBy(13));
    assertThat(mutant.behaviour().trend()).hasValue(6 / 7.0 - 1);
  }

  @Test
  void better_than_the_base_is_what_the_gate_says() {
    Story story = promoted();
    Campaign campaign = story.campaign();

    SpecReport mutant = story.report().specs().getLast();

    assertThat(mutant.betterThanBase())
        .hasValue(Gate.better(campaign.nodes().get(1), campaign.nodes().getFirst(), Rules.DEFAULT));
    assertThat(mutant.passesGate()).isTrue();
  }

  @Test
  void what_was_never_confirmed_does_not_pass_however_well_it_did() {
    SpecReport mutant =
        new Story()
            .failed(0, Phase.SEARCH, "apples-cost", 10)
            .child(0, "prices", Story.shop("Apples cost 2.", "Parcels go."))
            .lived(1, Phase.SEARCH, 10)
            .report()
            .specs()
            .getLast();

    assertThat(mutant.betterThanBase())
        .as("by all trials, as no gate has it")
        .hasValue(
            Comparison.better(
                new BetaPosterior(10, 10),
                new BetaPosterior(0, 10),
                Rules.DEFAULT.priorDifferent()));
    assertThat(mutant.passesGate()).isFalse();
  }

  @Test
  void the_whole_is_summed_up() {
    CampaignReport report = promoted().report();

    assertThat(report.status()).isEqualTo(CampaignStatus.FINISHED);
    assertThat(report.trials()).isEqualTo(new CampaignReport.Trials(40, 32, 18, 0));
    assertThat(report.rejections()).isEqualTo(java.util.Map.of("frozen", 1));
    assertThat(report.voided()).isEqualTo(java.util.Map.of("resource", 1));
    assertThat(report.spending())
        .isEqualTo(
            new CampaignReport.Spending(
                3_200, 2_000, 0, 1, true, OptionalLong.of(32 * 2_000 + 10_000)));
    assertThat(report.notices()).isNotEmpty();
    assertThat(report.outcome().node()).isEqualTo(1);
    assertThat(report.sections().sections())
        .extracting(Attribution.Effect::section)
        .containsExactly("prices");
  }

  @Test
  void what_trials_without_a_verdict_took_is_a_figure_of_its_own_and_in_the_totals() {
    CampaignReport report =
        told(Arm.TREE)
            .voided(0, new CampaignEvent.Spent(TokenUsage.of(70, 30), true, OptionalLong.of(500)))
            .voided(0, new CampaignEvent.Spent(TokenUsage.of(7, 3), true, OptionalLong.of(50)))
            .report();

    assertThat(report.spending())
        .isEqualTo(
            new CampaignReport.Spending(
                3_200, 2_000, 110, 1, true, OptionalLong.of(32 * 2_000 + 10_000 + 550)));
    assertThat(report.spending().tokens()).isEqualTo(5_310);
    assertThat(report.specs().getFirst().tokens())
        .isEqualTo(told(Arm.TREE).report().specs().getFirst().tokens());
    ObjectNode json = (ObjectNode) CampaignReportJson.of(report).get("spending");
    assertThat(json.get("tokens").longValue()).isEqualTo(5_310);
    assertThat(json.get("voided-tokens").longValue()).isEqualTo(110);
    assertThat(json.get("voided-untold").intValue()).isEqualTo(1);
  }

  @Test
  void the_result_claims_no_more_than_the_data() {
    assertThat(told(Arm.TREE).report().result())
        .isEqualTo("Not decided yet: 32 of 40 trials have a verdict.");
    assertThat(promoted().report().result())
        .isEqualTo(
            "Node 1 is promoted: it is better than the base with a probability of 0.97, the gate is 0.80; of fresh trials it lived in 7 of 7, the base in 2 of 8.");
    assertThat(
            told(Arm.TREE)
                .finished(
                    Ending.BASE_STAYS,
                    Optional.empty(),
                    OptionalDouble.empty(),
                    "nothing came near")
                .report()
                .result())
        .isEqualTo("No difference was found: nothing came near.");
    assertThat(
            told(Arm.BEST_OF_N)
                .finished(Ending.PROMOTED, Optional.of(1), OptionalDouble.of(0.9), "taken")
                .report()
                .result())
        .startsWith("Node 1 was taken for its count of successes, 13 of 14")
        .contains("that proves nothing");
    assertThat(
            told(Arm.TREE)
                .finished(Ending.CANCELLED, Optional.empty(), OptionalDouble.empty(), "enough")
                .report()
                .result())
        .isEqualTo("Cancelled before it was decided, nothing is claimed: enough.");
    assertThat(
            new Story(settings(Arm.BASE, false))
                .lived(0, Phase.SEARCH, 2)
                .finished(Ending.BASE_STAYS, Optional.empty(), OptionalDouble.empty(), "alone")
                .report()
                .result())
        .startsWith("Only the base was tried, nothing was compared: it lived in 2 of 2");
  }

  @Test
  void copies_of_the_base_show_no_difference_or_a_false_promotion() {
    Story story = new Story(settings(Arm.TREE, true)).unreadable(0, 1).copy();

    assertThat(
            story
                .finished(Ending.BASE_STAYS, Optional.empty(), OptionalDouble.empty(), "as likely")
                .report()
                .result())
        .isEqualTo("No difference was found, as it has to be of copies of the base: as likely.");
    assertThat(
            new Story(settings(Arm.TREE, true))
                .copy()
                .finished(Ending.PROMOTED, Optional.of(1), OptionalDouble.of(0.9), "luck")
                .report()
                .result())
        .startsWith("A false promotion: node 1 is a copy of the base");
  }

  @Test
  void best_of_n_is_the_chance_of_luck_among_specs_that_are_all_the_same() {
    // With a base that is known to live in 8 of 10, twenty specs show a 5 of 5 almost surely.
    BestOfN sure = BestOfN.of(new BetaPosterior(80_000, 100_000), 105).orElseThrow();
    assertThat(sure.mutants()).isEqualTo(20);
    assertThat(sure.flawless()).isCloseTo(1 - Math.pow(1 - Math.pow(0.8, 5), 20), within(1e-4));

    // One mutant, every rate as likely: E[p^5] of Beta(1 + 1, 1 + 1) is 6 * B(7, 2) = 6 / 56.
    BestOfN one = BestOfN.of(new BetaPosterior(1, 2), 10).orElseThrow();
    assertThat(one.flawless()).isCloseTo(6 / 56.0, within(1e-4));
    assertThat(one.expectedBest()).isCloseTo(2.5, within(1e-4));
    assertThat(one.promotes()).isBetween(0.3, 0.5);
    assertThat(one.text()).contains("This is computed from the base's trials; no such control");

    BestOfN never = BestOfN.of(new BetaPosterior(0, 50_000), 100).orElseThrow();
    assertThat(never.flawless()).isCloseTo(0, within(1e-3));
    assertThat(never.promotes()).isCloseTo(0, within(0.05));
    assertThat(BestOfN.of(new BetaPosterior(0, 0), 100)).isEmpty();
    assertThat(BestOfN.of(new BetaPosterior(3, 9), 9)).isEmpty();
  }

  @Test
  void its_json_fits_the_schema_and_the_schema_refuses_others() {
    ObjectNode json = CampaignReportJson.of(promoted().report());

    assertThat(Schemas.accepts("campaign-report", Json.write(json))).isTrue();
    assertThat(
            Schemas.accepts(
                "campaign-report", Json.write(CampaignReportJson.of(new Story().report()))))
        .isTrue();
    for (String member : json.propertyNames()) {
      ObjectNode other = json.deepCopy();
      other.putArray(member).add(true);
      assertThat(Schemas.accepts("campaign-report", Json.write(other))).as(member).isFalse();
    }
    assertThat(Schemas.accepts("campaign-report", Json.write(json.deepCopy().put("unknown", 1))))
        .isFalse();
  }

  @Test
  void two_specs_are_compared_by_all_their_trials() {
    CampaignReport report = promoted().report();
    SpecComparison.Side base = new SpecComparison.Side(report, report.specs().getFirst());
    SpecComparison.Side mutant = new SpecComparison.Side(report, report.specs().getLast());

    SpecComparison comparison = SpecComparison.of(base, mutant);

    assertThat(comparison.difference().orElseThrow().value()).isBetween(0.57, 0.58);
    assertThat(comparison.secondBetter()).isGreaterThan(0.99);
    assertThat(comparison.firstBetter() + comparison.same()).isLessThan(0.01);
    assertThat(comparison.cautions()).isEmpty();
    assertThat(comparison.tells()).isTrue();
    SpecComparison itself = SpecComparison.of(base, base);
    assertThat(itself.same()).isGreaterThan(0.65);
    assertThat(itself.cautions()).singleElement().asString().contains("one and the same spec");
    assertThat(itself.tells()).isFalse();
  }
}
