package dev.cambrian.core.evolution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.cambrian.core.evolution.BetaPosterior.Interval;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Against what can be told without the library that computes it. */
class BetaPosteriorTest {
  @Provide
  Arbitrary<BetaPosterior> posteriors() {
    return Arbitraries.integers()
        .between(0, 2_000)
        .flatMap(n -> Arbitraries.integers().between(0, n).map(k -> new BetaPosterior(k, n)));
  }

  /** Beta(n + 1, 1) has the distribution function x^(n + 1). */
  @Property(tries = 100)
  void where_all_succeeded_the_interval_is_a_power(@ForAll("posteriors") BetaPosterior any) {
    int n = any.trials();
    Interval interval = new BetaPosterior(n, n).interval();

    assertThat(interval.lower()).isCloseTo(Math.pow(0.025, 1.0 / (n + 1)), within(1e-9));
    assertThat(interval.upper()).isCloseTo(Math.pow(0.975, 1.0 / (n + 1)), within(1e-9));
  }

  @Property(tries = 100)
  void failures_mirror_successes(@ForAll("posteriors") BetaPosterior one) {
    Interval interval = one.interval();
    Interval mirrored = new BetaPosterior(one.trials() - one.successes(), one.trials()).interval();

    assertThat(mirrored.lower()).isCloseTo(1 - interval.upper(), within(1e-9));
    assertThat(mirrored.upper()).isCloseTo(1 - interval.lower(), within(1e-9));
  }

  @Property(tries = 100)
  void the_tails_are_equal_and_the_mean_lies_between(@ForAll("posteriors") BetaPosterior one) {
    Interval interval = one.interval();

    assertThat(interval.lower()).isPositive().isLessThan(one.mean());
    assertThat(interval.upper()).isLessThan(1).isGreaterThan(one.mean());
    assertThat(one.atLeast(interval.lower())).isCloseTo(0.975, within(1e-6));
    assertThat(one.atLeast(interval.upper())).isCloseTo(0.025, within(1e-6));
  }

  @Property(tries = 100)
  void a_higher_level_gives_a_wider_interval(@ForAll("posteriors") BetaPosterior one) {
    Interval interval = one.interval(0.5);

    assertThat(one.interval(0.9).lower()).isLessThan(interval.lower());
    assertThat(one.interval(0.9).upper()).isGreaterThan(interval.upper());
  }

  @Example
  void twenty_of_twenty_are_at_least_84_in_a_hundred() {
    BetaPosterior all = new BetaPosterior(20, 20);

    assertThat(all.interval().lower()).isCloseTo(0.8389, within(5e-5));
    assertThat(all.mean()).isCloseTo(21.0 / 22, within(1e-12));
  }

  /** Beta(9, 3), as R's {@code qbeta(c(0.025, 0.975), 9, 3)} has it. */
  @Example
  void eight_of_ten_may_be_half_or_nearly_all() {
    Interval interval = new BetaPosterior(8, 10).interval();

    assertThat(interval.lower()).isCloseTo(0.4822, within(5e-5));
    assertThat(interval.upper()).isCloseTo(0.9398, within(5e-5));
  }

  /** Their densities' ratio is x^k (1 - x)^(n - k) over the same at k / n. */
  @Property(tries = 100)
  void the_likeliest_rate_has_the_highest_density(@ForAll("posteriors") BetaPosterior one) {
    double likeliest = one.trials() == 0 ? 0.3 : (double) one.successes() / one.trials();

    assertThat(one.relativeDensity(likeliest)).isCloseTo(1, within(1e-9));
    for (double rate : new double[] {0, 0.25, 0.5, 0.75, 1}) {
      assertThat(one.relativeDensity(rate)).isBetween(0.0, 1.0);
    }
  }

  @Example
  void densities_are_those_of_the_binomial_likelihood() {
    assertThat(new BetaPosterior(1, 2).relativeDensity(0.25)).isCloseTo(0.75, within(1e-12));
    assertThat(new BetaPosterior(0, 3).relativeDensity(0.5)).isCloseTo(0.125, within(1e-12));
    assertThat(new BetaPosterior(3, 3).relativeDensity(0)).isZero();
    assertThat(new BetaPosterior(0, 0).relativeDensity(0.9)).isEqualTo(1);
    assertThatThrownBy(() -> new BetaPosterior(1, 2).relativeDensity(1.5))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Example
  void no_trial_tells_nothing() {
    Interval interval = new BetaPosterior(0, 0).interval();

    assertThat(interval.lower()).isCloseTo(0.025, within(1e-12));
    assertThat(interval.upper()).isCloseTo(0.975, within(1e-12));
  }

  @Example
  void impossible_counts_and_levels_are_refused() {
    assertThatThrownBy(() -> new BetaPosterior(3, 2)).hasMessage("3 of 2 succeeded");
    assertThatThrownBy(() -> new BetaPosterior(-1, 2)).isInstanceOf(IllegalArgumentException.class);
    BetaPosterior some = new BetaPosterior(1, 2);
    assertThatThrownBy(() -> some.interval(1)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> some.interval(Double.NaN))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
