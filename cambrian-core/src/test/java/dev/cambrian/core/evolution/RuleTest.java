package dev.cambrian.core.evolution;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** That the rule is what it is said to be, in the world that simulations have by default. */
@DisplayNameGeneration(ReplaceUnderscores.class)
final class RuleTest {
  private static final Map<Run, Simulations> DONE = new ConcurrentHashMap<>();

  private record Run(Arm arm, World world, int trials, int parallel, int campaigns) {
    private Simulations simulate() {
      return Simulations.run(
          new Simulation(world, arm, Rules.DEFAULT, trials, parallel),
          Rules.DEFAULT.gate(),
          campaigns,
          1,
          () -> {});
    }
  }

  /** Several claims are about the same campaigns. */
  private static Simulations run(Arm arm, World world, int trials, int parallel, int campaigns) {
    return DONE.computeIfAbsent(new Run(arm, world, trials, parallel, campaigns), Run::simulate);
  }

  private static Simulations run(Arm arm, double base, int trials) {
    return run(arm, World.DEFAULT.withBase(base), trials, 4, 1_000);
  }

  /** Of a good base gains are small. */
  private static Simulations many(Arm arm, int trials) {
    return run(arm, World.DEFAULT.withBase(0.8), trials, 4, 4_000);
  }

  @ParameterizedTest
  @CsvSource({
    "0.2, 1", "0.2, 4", "0.2, 16", "0.5, 1", "0.5, 4", "0.5, 16", "0.8, 1", "0.8, 4", "0.8, 16"
  })
  void of_equal_specs_at_most_one_in_twenty_campaigns_promotes_one(double base, int parallel) {
    World equal = World.DEFAULT.withBase(base).withoutEffects();

    assertThat(run(Arm.TREE, equal, 100, parallel, 1_500).falselyPromoted())
        .isPositive()
        .isLessThanOrEqualTo(0.05);
  }

  @ParameterizedTest
  @ValueSource(ints = {20, 50, 200})
  void nor_does_another_budget_promote_more(int trials) {
    World equal = World.DEFAULT.withoutEffects();

    assertThat(run(Arm.TREE, equal, trials, 4, 1_000).falselyPromoted())
        .isPositive()
        .isLessThanOrEqualTo(0.05);
  }

  @ParameterizedTest
  @ValueSource(ints = {100, 200})
  void it_gains_at_least_one_and_a_half_times_what_uniform_allocation_gains(int trials) {
    assertThat(run(Arm.TREE, 0.5, trials).gain().value())
        .isGreaterThan(1.5 * run(Arm.UNIFORM, 0.5, trials).gain().value());
  }

  @ParameterizedTest
  @ValueSource(ints = {20, 50, 100, 200})
  void it_promotes_what_is_no_better_ten_times_less_often_than_those_that_believe_what_they_see(
      int trials) {
    double falsely = run(Arm.TREE, 0.5, trials).falselyPromoted();

    assertThat(run(Arm.GREEDY, 0.5, trials).falselyPromoted()).isGreaterThan(10 * falsely);
    assertThat(run(Arm.BEST_OF_N, 0.5, trials).falselyPromoted()).isGreaterThan(10 * falsely);
  }

  /** With 20 trials none of them tells anything, and all gain next to nothing. */
  @ParameterizedTest
  @ValueSource(ints = {50, 100, 200})
  void held_to_the_same_gate_it_gains_more_than_all_others(int trials) {
    double gain = run(Arm.TREE, 0.5, trials).gainAtGate().value();

    assertThat(gain)
        .isGreaterThan(run(Arm.UNIFORM, 0.5, trials).gainAtGate().value())
        .isGreaterThan(run(Arm.GREEDY, 0.5, trials).gainAtGate().value())
        .isGreaterThan(run(Arm.BEST_OF_N, 0.5, trials).gainAtGate().value());
  }

  @ParameterizedTest
  @ValueSource(ints = {100, 200})
  void of_a_good_base_it_gains_more_than_all_others_without_any_gate(int trials) {
    double gain = many(Arm.TREE, trials).gain().value();

    assertThat(gain)
        .isGreaterThan(many(Arm.UNIFORM, trials).gain().value())
        .isGreaterThan(many(Arm.GREEDY, trials).gain().value())
        .isGreaterThan(many(Arm.BEST_OF_N, trials).gain().value());
  }
}
