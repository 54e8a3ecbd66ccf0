package dev.cambrian.core.evolution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayNameGeneration(ReplaceUnderscores.class)
final class PlanTest {
  private static final int CAMPAIGNS = 200;

  private static Plan plan(int trials, double base, double effect) {
    return Plan.of(new Plan.Asked(Rules.DEFAULT, trials, 4, base, effect, 1), CAMPAIGNS);
  }

  @Test
  void twenty_trials_claim_nothing_and_the_least_depends_on_neither_budget_nor_effect() {
    Plan plan = plan(20, 0.5, 0.1);

    assertThat(plan.advice()).isEqualTo(Plan.Advice.ESTIMATE_ONLY);
    assertThat(plan.smallestEffect()).isEmpty();
    assertThat(plan.leastTrials().orElseThrow()).isBetween(40, 60);
    assertThat(plan.findsEffect().orElseThrow()).isLessThan(0.05);
    assertThat(plan).isEqualTo(plan(20, 0.5, 0.1));
    assertThat(plan.leastTrials())
        .isEqualTo(Plan.leastTrials(new Plan.Asked(Rules.DEFAULT, 1, 4, 0.5, 0.9, 1), CAMPAIGNS));
  }

  @Test
  void sixty_find_large_effects_only() {
    Plan plan = plan(60, 0.5, 0.1);

    assertThat(plan.advice()).isEqualTo(Plan.Advice.LARGE_EFFECTS_ONLY);
    assertThat(plan.smallestEffect().orElseThrow()).isCloseTo(0.47, within(0.05));
    assertThat(plan.equalPromoted()).isBetween(0.0, 0.06);
    assertThat(plan.worsePromoted()).isBetween(0.0, 0.06);
    assertThat(plan.proposals())
        .isBetween(8.0, 13.0)
        .isEqualTo(Plan.proposals(new Plan.Asked(Rules.DEFAULT, 60, 4, 0.5, 0.1, 1), CAMPAIGNS));
  }

  @Test
  void the_smallest_effect_is_the_first_that_is_found_often_enough() {
    double smallest = plan(60, 0.2, 0.1).smallestEffect().orElseThrow();

    Plan at = plan(60, 0.2, smallest);
    Plan below = plan(60, 0.2, smallest - 0.01);
    assertThat(at.findsEffect().orElseThrow()).isGreaterThanOrEqualTo(Plan.POWER);
    assertThat(below.findsEffect().orElseThrow()).isLessThan(Plan.POWER);
    assertThat(at.advice()).isEqualTo(Plan.Advice.GO);
    assertThat(below.advice()).isEqualTo(Plan.Advice.LARGE_EFFECTS_ONLY);
  }

  @Test
  void so_many_trials_are_enough_for_an_effect_that_fewer_do_not_find() {
    int enough = plan(60, 0.2, 0.4).enoughTrials().orElseThrow();
    Plan at = plan(enough, 0.2, 0.4);
    Plan below = plan(enough - 10, 0.2, 0.4);

    assertThat(enough).isGreaterThan(60).isLessThan(Plan.MOST_TRIALS);
    assertThat(at.findsEffect().orElseThrow()).isGreaterThanOrEqualTo(Plan.POWER);
    assertThat(at.enoughTrials()).hasValue(enough);
    assertThat(below.findsEffect().orElseThrow()).isLessThan(Plan.POWER);
  }

  @Test
  void twenty_trials_have_too_few_fresh_ones_for_anything_to_be_published() {
    Plan plan = plan(20, 0.05, 0.9);

    assertThat(plan.findsEffect().orElseThrow()).isGreaterThan(0.3);
    assertThat(plan.publishesEffect()).hasValue(0);
  }

  @Test
  void what_is_found_can_be_published_less_often() {
    Plan plan = plan(120, 0.3, 0.4);
    double found = plan.findsEffect().orElseThrow();

    assertThat(plan.publishesEffect().orElseThrow()).isBetween(0.2, found - 0.05);
    assertThat(plan(60, 0.97, 0.1).publishesEffect()).isEmpty();
  }

  @Test
  void where_a_thousand_trials_do_not_find_an_effect_or_it_has_no_room_none_are_enough() {
    assertThat(plan(60, 0.5, 0.05).enoughTrials()).isEmpty();
    assertThat(plan(60, 0.97, 0.1).enoughTrials()).isEmpty();
  }

  @Test
  void of_a_base_that_nearly_always_lives_there_is_nothing_to_win() {
    Plan plan = plan(60, 0.97, 0.1);

    assertThat(plan.advice()).isEqualTo(Plan.Advice.NOTHING_TO_WIN);
    assertThat(plan.findsEffect()).isEmpty();
    assertThat(plan(20, 0.995, 0.1).leastTrials()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0.5, 0.1",
    "1001, 0.5, 0.1",
    "20, 0, 0.1",
    "20, 1, 0.1",
    "20, NaN, 0.1",
    "20, 0.5, 0",
    "20, 0.5, 1"
  })
  void what_cannot_be_planned_is_refused(int trials, double base, double effect) {
    assertThatThrownBy(() -> new Plan.Asked(Rules.DEFAULT, trials, 4, base, effect, 1))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
