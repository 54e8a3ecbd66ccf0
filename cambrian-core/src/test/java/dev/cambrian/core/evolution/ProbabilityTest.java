package dev.cambrian.core.evolution;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ProbabilityTest {
  @ParameterizedTest
  @CsvSource({
    "0, 0.00",
    "1e-300, < 0.01",
    "0.0049, < 0.01",
    "0.0051, 0.01",
    "0.5, 0.50",
    "0.962, 0.96",
    "0.9949, 0.99",
    "0.9951, > 0.99",
    "0.9999999999999999, > 0.99",
    "1, 1.00"
  })
  void it_has_two_decimals(double value, String text) {
    assertThat(Probability.text(value)).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource({"0.962, 0.962", "0.99951, > 0.999", "0.0004, < 0.001", "1, 1.000", "0, 0.000"})
  void or_more_of_them(double value, String text) {
    assertThat(Probability.text(value, 3)).isEqualTo(text);
  }

  @Property
  void what_is_neither_certain_nor_impossible_is_never_written_so(
      @ForAll @DoubleRange(min = 0, minIncluded = false, max = 1, maxIncluded = false)
          double value) {
    assertThat(Probability.text(value)).isNotIn("0.00", "1.00");
  }
}
