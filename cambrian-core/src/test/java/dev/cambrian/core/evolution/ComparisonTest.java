package dev.cambrian.core.evolution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.DoubleRange;
import org.apache.commons.statistics.distribution.BetaDistribution;

class ComparisonTest {
  private static final int SLICES = 20_000;

  @Provide
  Arbitrary<BetaPosterior> posteriors() {
    return Arbitraries.integers()
        .between(0, 150)
        .flatMap(n -> Arbitraries.integers().between(0, n).map(k -> new BetaPosterior(k, n)));
  }

  /** P(a > b) is the integral of a's density times b's distribution function. */
  @Property(tries = 60)
  void the_sum_is_the_integral(
      @ForAll("posteriors") BetaPosterior one, @ForAll("posteriors") BetaPosterior other) {
    BetaDistribution a = distribution(one);
    BetaDistribution b = distribution(other);
    double sum = 0;
    for (int i = 0; i < SLICES; i++) {
      double x = (i + 0.5) / SLICES;
      sum += a.density(x) * b.cumulativeProbability(x) / SLICES;
    }

    assertThat(Comparison.greater(one, other)).isCloseTo(sum, within(1e-4));
  }

  private static BetaDistribution distribution(BetaPosterior rate) {
    return BetaDistribution.of(1.0 + rate.successes(), 1.0 + rate.trials() - rate.successes());
  }

  @Property(tries = 300)
  void one_of_two_rates_is_the_greater(
      @ForAll("posteriors") BetaPosterior one, @ForAll("posteriors") BetaPosterior other) {
    assertThat(Comparison.greater(one, other) + Comparison.greater(other, one))
        .isCloseTo(1, within(1e-9));
  }

  @Property(tries = 300)
  void a_success_makes_it_likelier_and_a_failure_less_likely(
      @ForAll("posteriors") BetaPosterior one, @ForAll("posteriors") BetaPosterior other) {
    BetaPosterior lived = new BetaPosterior(one.successes() + 1, one.trials() + 1);
    BetaPosterior failed = new BetaPosterior(one.successes(), one.trials() + 1);

    double before = Comparison.greater(one, other);
    assertThat(Comparison.greater(lived, other)).isGreaterThanOrEqualTo(before - 1e-12);
    assertThat(Comparison.greater(failed, other)).isLessThanOrEqualTo(before + 1e-12);
  }

  @Property(tries = 300)
  void a_sceptic_believes_less_and_who_doubts_nothing_believes_all(
      @ForAll("posteriors") BetaPosterior one,
      @ForAll("posteriors") BetaPosterior other,
      @ForAll @DoubleRange(min = 0.01, max = 0.5) double prior) {
    double sceptic = Comparison.better(one, other, prior);

    assertThat(sceptic).isBetween(0.0, 1.0);
    assertThat(sceptic).isLessThanOrEqualTo(Comparison.better(one, other, 2 * prior) + 1e-12);
    assertThat(Comparison.better(one, other, 1)).isEqualTo(Comparison.greater(one, other));
  }

  @Example
  void untried_rates_are_as_likely_and_leave_the_prior_as_it_is() {
    BetaPosterior nothing = new BetaPosterior(0, 0);

    assertThat(Comparison.greater(nothing, nothing)).isCloseTo(0.5, within(1e-12));
    assertThat(Comparison.different(nothing, nothing, 0.35)).isCloseTo(0.35, within(1e-12));
  }

  /** P(x > y) for densities 2x and 1 is the integral of 2x squared: two thirds. */
  @Example
  void one_success_beats_nothing_two_times_of_three() {
    assertThat(Comparison.greater(new BetaPosterior(1, 1), new BetaPosterior(0, 0)))
        .isCloseTo(2.0 / 3, within(1e-12));
  }
}
