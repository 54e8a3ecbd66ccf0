package dev.cambrian.server.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class StatisticsTest {

  @Test
  void the_median_is_the_middle_one_whatever_the_order() {
    assertThat(Statistics.of(9, 1, 5).median()).isEqualTo(5);
    assertThat(Statistics.of(7).median()).isEqualTo(7);
  }

  @Test
  void the_median_of_an_even_number_lies_between_the_two_in_the_middle() {
    assertThat(Statistics.of(10, 1, 4, 2).median()).isEqualTo(3);
  }

  @Test
  void one_outlier_moves_no_median() {
    assertThat(Statistics.of(3, 1, 2, 1_000_000, 3).median()).isEqualTo(3);
  }

  @Test
  void a_percentile_is_a_sample_that_so_many_percent_do_not_exceed() {
    double[] oneToThousand = IntStream.rangeClosed(1, 1_000).asDoubleStream().toArray();

    assertThat(Statistics.of(oneToThousand).percentile(99)).isEqualTo(990);
    assertThat(Statistics.of(oneToThousand).percentile(100)).isEqualTo(1_000);
    assertThat(Statistics.of(oneToThousand).percentile(50)).isEqualTo(500);
    assertThat(Statistics.of(4, 2).percentile(99)).isEqualTo(4);
    assertThat(Statistics.of(4, 2).percentile(1)).isEqualTo(2);
  }

  @Test
  void a_percentile_outside_of_a_hundred_is_refused() {
    Statistics statistics = Statistics.of(1);

    assertThatThrownBy(() -> statistics.percentile(0)).hasMessageContaining("above 0");
    assertThatThrownBy(() -> statistics.percentile(101)).hasMessageContaining("at most 100");
  }

  @Test
  void the_median_lies_between_two_samples_that_are_as_far_from_the_middle() {
    double[] oneToThirty = IntStream.rangeClosed(1, 30).asDoubleStream().toArray();

    // Of 30 heads and tails 9 or fewer are heads with 2.1 %.
    assertThat(Statistics.of(oneToThirty).medianAtLeast()).isEqualTo(9);
    assertThat(Statistics.of(oneToThirty).medianAtMost()).isEqualTo(22);
    assertThat(Statistics.of(7, 3).medianAtLeast()).isEqualTo(3);
    assertThat(Statistics.of(7, 3).medianAtMost()).isEqualTo(7);
  }

  @Test
  void differences_pair_the_samples_of_one_round() {
    Statistics differences =
        Statistics.ofDifferences(new double[] {10, 100, 30}, new double[] {4, 98, 1});

    assertThat(differences.sorted()).containsExactly(2, 6, 29);
  }

  @Test
  void rounds_without_a_partner_are_refused() {
    assertThatThrownBy(() -> Statistics.ofDifferences(new double[] {1}, new double[] {1, 2}))
        .hasMessageContaining("1 rounds against 2");
  }

  @Test
  void nothing_measured_is_refused() {
    assertThatThrownBy(Statistics::of).hasMessageContaining("nothing was measured");
  }

  @Test
  void samples_stay_as_they_were_given() {
    double[] samples = {3, 1, 2};

    Statistics statistics = Statistics.of(samples);
    samples[0] = 100;

    assertThat(samples).containsExactly(100, 1, 2);
    assertThat(statistics.sorted()).containsExactly(1, 2, 3);
  }
}
