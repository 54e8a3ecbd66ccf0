package dev.cambrian.core.evolution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Locale;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayNameGeneration(ReplaceUnderscores.class)
final class SimulationTest {
  private static final World CHANGEFUL = new World(0.3, 0.7, 0.3, 0.3, 1.5, 0.8, 0.1, -0.5);

  private static final Rules FIRST_ENGINE = new Rules(0.8, 0.6, 0.3, 3, 0.35, 1.5, 5, 1);

  /**
   * Specs, proposals, trials, and the true rates of the base and of what stands at the end. Whoever
   * changes a rule changes these, and with them what a campaign does that was begun before: raise
   * {@link CampaignSettings#ENGINE}.
   */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          tree      | 1 | 12/11/80:0.598>0.598 12/12/80:0.600>0.952 12/13/80:0.580>0.912 12/11/80:0.657>0.657 12/11/80:0.601>0.971
          tree      | 4 | 12/11/80:0.598>0.598 12/11/80:0.600>0.600 12/12/80:0.580>0.580 12/11/80:0.657>0.657 12/12/80:0.601>0.999
          uniform   | 1 | 14/14/80:0.598>0.598 14/14/80:0.600>0.600 14/15/80:0.580>0.580 14/13/80:0.657>0.859 14/13/80:0.601>0.601
          uniform   | 4 | 14/14/80:0.598>0.598 14/13/80:0.600>0.600 14/14/80:0.580>0.580 14/13/80:0.657>0.657 14/15/80:0.601>0.601
          greedy    | 1 | 16/16/80:0.598>1.000 16/15/80:0.600>0.974 16/17/80:0.580>1.000 16/19/80:0.657>0.994 16/17/80:0.601>0.899
          greedy    | 4 | 16/16/80:0.598>1.000 16/15/80:0.600>0.974 16/17/80:0.580>1.000 16/19/80:0.657>0.994 16/17/80:0.601>0.899
          best-of-n | 1 | 16/16/80:0.598>0.941 16/15/80:0.600>0.747 16/17/80:0.580>0.977 16/19/80:0.657>0.859 16/17/80:0.601>0.829
          best-of-n | 4 | 16/17/80:0.598>0.977 16/17/80:0.600>0.941 16/15/80:0.580>0.580 16/16/80:0.657>0.889 16/16/80:0.601>0.841
          base      | 4 | 1/0/80:0.598>0.598 1/0/80:0.600>0.600 1/0/80:0.580>0.580 1/0/80:0.657>0.657 1/0/80:0.601>0.601
          """)
  void the_rule_of_the_first_engine_is_what_it_was(String arm, int parallel, String outcomes) {
    assertOutcomes(FIRST_ENGINE, arm, parallel, 80, outcomes);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          tree      | 1 | 20 | 5/4/14:0.598>0.598 5/4/20:0.600>0.600 5/5/20:0.580>0.580 5/4/20:0.657>0.657 5/4/20:0.601>0.601
          tree      | 4 | 40 | 8/7/40:0.598>0.598 8/7/28:0.600>0.600 8/8/40:0.580>0.580 8/7/40:0.657>0.657 8/7/40:0.601>0.601
          tree      | 4 | 80 | 12/11/80:0.598>0.598 12/11/80:0.600>0.600 12/12/80:0.580>0.580 12/11/80:0.657>0.657 12/12/80:0.601>0.999
          uniform   | 4 | 80 | 14/14/80:0.598>0.598 14/13/80:0.600>0.600 14/14/80:0.580>0.580 14/13/80:0.657>0.657 14/15/80:0.601>0.601
          """)
  void the_rule_is_what_it_was(String arm, int parallel, int trials, String outcomes) {
    assertOutcomes(Rules.DEFAULT, arm, parallel, trials, outcomes);
  }

  private static void assertOutcomes(
      Rules rules, String arm, int parallel, int trials, String outcomes) {
    Simulation simulation =
        new Simulation(CHANGEFUL, Arm.of(arm).orElseThrow(), rules, trials, parallel);

    assertThat(
            IntStream.rangeClosed(1, 5)
                .mapToObj(simulation::run)
                .map(SimulationTest::text)
                .collect(Collectors.joining(" ")))
        .isEqualTo(outcomes);
  }

  private static String text(Simulation.Outcome outcome) {
    return String.format(
        Locale.ROOT,
        "%d/%d/%d:%.3f>%.3f",
        outcome.specs(),
        outcome.proposals(),
        outcome.trials(),
        outcome.base(),
        outcome.shipped());
  }

  @Test
  void the_number_of_threads_changes_nothing() throws Exception {
    Simulation simulation = new Simulation(CHANGEFUL, Arm.TREE, Rules.DEFAULT, 40, 4);
    AtomicInteger ended = new AtomicInteger();

    Simulations many = Simulations.run(simulation, 0.8, 200, 9, ended::incrementAndGet);
    Simulations alone;
    try (ForkJoinPool one = new ForkJoinPool(1)) {
      alone = one.submit(() -> Simulations.run(simulation, 0.8, 200, 9, () -> {})).get();
    }

    assertThat(alone).isEqualTo(many);
    assertThat(ended).hasValue(200);
    assertThat(Simulations.run(simulation, 0.8, 200, 10, () -> {})).isNotEqualTo(many);
  }

  @Test
  void means_have_their_standard_errors() {
    Simulation simulation = new Simulation(CHANGEFUL, Arm.GREEDY, Rules.DEFAULT, 40, 1);
    Simulations all = Simulations.run(simulation, 0.8, 400, 1, () -> {});
    Simulations few = Simulations.run(simulation, 0.8, 100, 1, () -> {});

    assertThat(few.gain().error() / all.gain().error()).isCloseTo(2, within(0.4));
    assertThat(few.gain().value()).isCloseTo(all.gain().value(), within(4 * few.gain().error()));
    assertThat(Simulations.run(simulation, 0.8, 1, 1, () -> {}).gain().error()).isZero();
  }

  /** Log odds of many a rate are not what they were made of. */
  @ParameterizedTest
  @CsvSource({"0.1", "0.35", "0.5", "0.9"})
  void where_no_edit_changes_anything_every_promotion_is_false_and_gains_nothing(double base) {
    World equal = World.DEFAULT.withBase(base).withoutEffects();

    Simulations all =
        Simulations.run(
            new Simulation(equal, Arm.GREEDY, Rules.DEFAULT, 40, 4), 0.8, 100, 3, () -> {});

    assertThat(all.promoted()).isPositive();
    assertThat(all.falselyPromoted()).isEqualTo(all.promoted());
    assertThat(all.gain()).isEqualTo(new Simulations.Mean(0, 0));
  }

  @ParameterizedTest
  @CsvSource({
    "0.8, 0.95, 5, true",
    "0.8, 0.949, 5, false",
    "0.8, 0.99, 4, false",
    "0.5, 0.99, 9, false",
  })
  void only_what_is_better_and_sure_by_enough_fresh_trials_may_be_published(
      double shipped, double better, int fresh, boolean publishable) {
    assertThat(new Simulation.Outcome(0.5, shipped, true, better, fresh, 3, 2, 40).publishable())
        .isEqualTo(publishable);
  }

  @Test
  void the_fresh_trials_of_a_promotion_are_counted_and_of_none_there_are_none() {
    Simulation simulation =
        new Simulation(World.DEFAULT.withBase(0.1), Arm.TREE, Rules.DEFAULT, 20, 4).planting(0.8);
    List<Simulation.Outcome> all = IntStream.range(0, 50).mapToObj(simulation::run).toList();

    assertThat(all).anyMatch(Simulation.Outcome::promoted).anyMatch(it -> !it.promoted());
    assertThat(all).allMatch(it -> it.fresh() == (it.promoted() ? 3 : 0));
  }

  @Test
  void at_its_gate_an_arm_ships_only_what_passes() {
    Simulation.Outcome lucky = new Simulation.Outcome(0.5, 0.4, true, 0.7, 3, 3, 2, 20);

    assertThat(lucky.gainAt(0.8)).isZero();
    assertThat(lucky.gainAt(0.7)).isCloseTo(-0.1, within(1e-12));
    assertThat(lucky.falsePromotion()).isTrue();
    assertThat(lucky.found()).isFalse();
  }

  @Test
  void a_better_first_mutant_is_planted_alone() {
    Simulation simulation =
        new Simulation(World.DEFAULT.withBase(0.3), Arm.TREE, Rules.DEFAULT, 200, 4).planting(0.5);

    assertThat(IntStream.range(0, 40).mapToObj(simulation::run))
        .allMatch(it -> it.shipped() == 0.3 || Math.abs(it.shipped() - 0.8) < 1e-9)
        .anyMatch(Simulation.Outcome::found);
  }

  @ParameterizedTest
  @CsvSource({"0, 4", "100001, 4", "20, 0", "20, 65"})
  void what_cannot_be_simulated_is_refused(int trials, int parallel) {
    assertThatThrownBy(
            () -> new Simulation(World.DEFAULT, Arm.TREE, Rules.DEFAULT, trials, parallel))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("cannot be simulated");
  }
}
