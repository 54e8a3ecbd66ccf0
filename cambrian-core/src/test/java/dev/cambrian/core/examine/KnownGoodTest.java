package dev.cambrian.core.examine;

import static dev.cambrian.core.examine.Specimens.contract;
import static dev.cambrian.core.examine.Specimens.failed;
import static dev.cambrian.core.examine.Specimens.names;
import static dev.cambrian.core.examine.Specimens.passed;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cambrian.core.spec.Contract;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

/** Contracts are held against code that is known to be good. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class KnownGoodTest {
  private static final List<Contract> CONTRACTS =
      List.of(contract("a", "/a"), contract("b", "/b"), contract("c", "/c"));

  @Test
  void what_one_of_them_breaks_or_was_not_asked_is_doubtful() {
    KnownGood good =
        KnownGood.of(
            CONTRACTS,
            List.of(
                Map.of("a", passed(), "b", failed(), "c", passed()),
                Map.of("a", passed(), "b", passed())));

    assertThat(good.offspring()).isEqualTo(2);
    assertThat(good.doubtful()).containsExactlyInAnyOrder("b", "c");
    assertThat(names(good.validated(CONTRACTS))).containsExactly("a");
  }

  @Test
  void where_there_is_no_known_good_code_nothing_is_doubtful_and_nothing_validated() {
    KnownGood good = KnownGood.of(CONTRACTS, List.of());

    assertThat(good.doubtful()).isEmpty();
    assertThat(good.validated(CONTRACTS)).isEmpty();
  }
}
