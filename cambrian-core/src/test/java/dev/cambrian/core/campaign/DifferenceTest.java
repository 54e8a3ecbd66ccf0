package dev.cambrian.core.campaign;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.cambrian.core.evolution.BetaPosterior;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayNameGeneration(ReplaceUnderscores.class)
final class DifferenceTest {
  /** Ten strata, each with one failed trial of the child and ten failed ones of the parent. */
  private static final List<Difference.Stratum> SPARSE =
      Collections.nCopies(10, stratum(0, 1, 0, 10));

  private static Difference.Stratum stratum(int with, int of, int without, int ofOthers) {
    return new Difference.Stratum(
        new BetaPosterior(with, of), new BetaPosterior(without, ofOthers));
  }

  private static Difference of(int with, int trials, int without, int others) {
    return Difference.of(List.of(stratum(with, trials, without, others))).orElseThrow();
  }

  /** The intervals by 400,000 draws of two beta variates each. */
  @ParameterizedTest
  @CsvSource({
    "0, 2, 0, 17, -0.0882, 0.6628",
    "10, 10, 17, 17, -0.2460, 0.1356",
    "1, 1, 0, 9, 0.0430, 0.9451",
    "3, 4, 0, 17, 0.2187, 0.9124",
    "8, 12, 2, 12, 0.0868, 0.7195",
    "70, 100, 50, 100, 0.0634, 0.3251"
  })
  void two_rates_differ_as_their_own_posteriors_say(
      int with, int trials, int without, int others, double lower, double upper) {
    Difference difference = of(with, trials, without, others);

    assertThat(difference.value())
        .isCloseTo(
            new BetaPosterior(with, trials).mean() - new BetaPosterior(without, others).mean(),
            within(1e-9));
    assertThat(difference.lower()).isCloseTo(lower, within(0.004));
    assertThat(difference.upper()).isCloseTo(upper, within(0.004));
  }

  @Test
  void the_other_way_round_it_is_the_same_with_another_sign() {
    Difference one = of(3, 5, 1, 9);
    Difference other = of(1, 9, 3, 5);

    assertThat(other.value()).isCloseTo(-one.value(), within(1e-9));
    assertThat(other.lower()).isCloseTo(-one.upper(), within(1e-6));
    assertThat(other.upper()).isCloseTo(-one.lower(), within(1e-6));
  }

  @Test
  void strata_that_are_alike_say_what_they_say_together() {
    Difference whole = of(24, 40, 8, 40);
    Difference parts = Difference.of(Collections.nCopies(4, stratum(6, 10, 2, 10))).orElseThrow();

    assertThat(parts.value()).isCloseTo(whole.value(), within(0.001));
    assertThat(parts.lower()).isCloseTo(whole.lower(), within(0.01));
    assertThat(parts.upper()).isCloseTo(whole.upper(), within(0.01));
  }

  @Test
  void specs_that_do_as_well_as_their_parents_show_no_effect_however_few_trials_each_has() {
    Difference difference = Difference.of(SPARSE).orElseThrow();

    assertThat(difference.value()).isCloseTo(0.1 / 1.2 - 0.1 / 10.2, within(1e-9));
    assertThat(difference.lower()).isCloseTo(-0.0098, within(0.004));
    assertThat(difference.upper()).isCloseTo(0.2106, within(0.004));
    assertThat(ShrunkDifference.of(SPARSE).orElseThrow().value()).isBetween(0.0, 0.05);
  }

  @Test
  void where_one_kind_has_no_trials_there_is_no_difference() {
    assertThat(Difference.of(List.of())).isEmpty();
    assertThat(Difference.of(List.of(stratum(0, 0, 3, 4), stratum(2, 2, 0, 0)))).isEmpty();
  }
}
