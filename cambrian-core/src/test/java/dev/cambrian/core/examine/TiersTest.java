package dev.cambrian.core.examine;

import static dev.cambrian.core.examine.Specimens.failed;
import static dev.cambrian.core.examine.Specimens.passed;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cambrian.core.verdict.CheckSet;
import dev.cambrian.core.verdict.Performance;
import dev.cambrian.core.verdict.Stage;
import dev.cambrian.core.verdict.ViabilityReport;
import dev.cambrian.core.verdict.ViabilityReport.HealthCheck;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

/** Tiers open one after the other. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class TiersTest {
  private static final Map<Tier, Double> ALL =
      Map.of(Tier.STAGES, 0.9, Tier.CONTRACTS, 0.9, Tier.VECTORS, 0.9);

  private static Map<Tier, Double> with(Tier tier, double rate) {
    Map<Tier, Double> rates = new java.util.EnumMap<>(ALL);
    rates.put(tier, rate);
    return rates;
  }

  @Test
  void without_a_campaign_the_first_is_open_alone() {
    assertThat(Tiers.open(List.of())).isEqualTo(Tier.STAGES);
    assertThat(Tiers.open(List.of(ALL, ALL))).isEqualTo(Tier.STAGES);
  }

  @Test
  void after_three_campaigns_in_which_each_holds_the_last_is_open() {
    assertThat(Tiers.open(List.of(ALL, ALL, ALL))).isEqualTo(Tier.PERFORMANCE);
  }

  @Test
  void a_tier_opens_only_where_the_one_below_was_reached_by_more_than_eighty_percent() {
    assertThat(Tiers.open(Collections.nCopies(3, with(Tier.CONTRACTS, 0.8))))
        .isEqualTo(Tier.CONTRACTS);
    assertThat(Tiers.open(Collections.nCopies(3, with(Tier.CONTRACTS, 0.81))))
        .isEqualTo(Tier.PERFORMANCE);
    assertThat(Tiers.open(Collections.nCopies(3, with(Tier.STAGES, 0.5)))).isEqualTo(Tier.STAGES);
  }

  @Test
  void one_campaign_in_three_closes_what_it_does_not_hold_and_a_fourth_makes_it_forgotten() {
    Map<Tier, Double> bad = with(Tier.VECTORS, 0.2);

    assertThat(Tiers.open(List.of(ALL, bad, ALL))).isEqualTo(Tier.VECTORS);
    assertThat(Tiers.open(List.of(bad, ALL, ALL, ALL))).isEqualTo(Tier.PERFORMANCE);
  }

  @Test
  void a_campaign_that_did_not_measure_a_tier_says_nothing_of_it() {
    Map<Tier, Double> silent = Map.of(Tier.STAGES, 1.0);

    assertThat(Tiers.open(List.of(ALL, ALL, silent, ALL))).isEqualTo(Tier.PERFORMANCE);
    assertThat(Tiers.open(List.of(silent, silent, silent))).isEqualTo(Tier.CONTRACTS);
  }

  @Test
  void the_rates_of_a_campaign_are_means_over_its_offspring() {
    ViabilityReport half =
        Specimens.viable(
            new HealthCheck(
                true,
                1,
                Map.of("a", passed()),
                Map.of("v", passed()),
                Map.of("old", failed()),
                Optional.empty(),
                Map.of(CheckSet.EXAMINER, Map.of("e", failed()), CheckSet.REDTEAM, Map.of()),
                Optional.of(new Performance(1, 1, 1, 1, 1, 0, 0, Optional.of(1L), true))));
    ViabilityReport broken = Specimens.failed(Stage.BUILD, Optional.empty());

    assertThat(Tiers.rates(List.of(half, broken)))
        .isEqualTo(
            Map.of(
                Tier.STAGES, 0.5, Tier.CONTRACTS, 0.5, Tier.VECTORS, 0.25, Tier.PERFORMANCE, 0.5));
  }

  @Test
  void what_was_not_measured_has_no_rate() {
    ViabilityReport report =
        Specimens.viable(new HealthCheck(true, 1, Map.of(), Map.of(), Map.of()));

    assertThat(Tiers.rates(List.of(report))).containsOnlyKeys(Tier.STAGES);
    assertThat(Tiers.rates(List.of())).isEmpty();
  }
}
