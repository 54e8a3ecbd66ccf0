package dev.cambrian.server.phenotype;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

final class DisagreementTest {
  @Test
  void where_all_agree_it_is_0_and_where_no_two_do_it_is_1() {
    assertThat(Disagreement.of(List.of(20))).isZero();
    assertThat(Disagreement.of(List.of(1, 1, 1, 1))).isEqualTo(1, within(1e-12));
  }

  @Test
  void half_of_twenty_against_half_is_ln_2_through_ln_20() {
    assertThat(Disagreement.of(List.of(10, 10))).isEqualTo(0.231378, within(1e-6));
    assertThat(Disagreement.of(List.of(19, 1))).isEqualTo(0.066266, within(1e-6));
  }

  @Property
  void it_is_between_0_and_1_and_splitting_a_variant_never_lowers_it(
      @ForAll @Size(min = 1, max = 8) List<@IntRange(min = 1, max = 30) Integer> counts) {
    List<Integer> split = new ArrayList<>(counts);
    int first = split.removeFirst();
    split.add(1);
    if (first > 1) {
      split.add(first - 1);
    }

    assertThat(Disagreement.of(counts)).isBetween(0.0, 1.0);
    assertThat(Disagreement.of(split)).isGreaterThanOrEqualTo(Disagreement.of(counts) - 1e-12);
  }
}
