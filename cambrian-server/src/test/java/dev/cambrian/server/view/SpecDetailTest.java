package dev.cambrian.server.view;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.cambrian.core.history.SqliteHistory;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayNameGeneration(ReplaceUnderscores.class)
final class SpecDetailTest {
  /** Made from one that was made from the base. */
  private static final String GRANDCHILD =
      "sha256:74730a589dfb03242ee7d5253c6bf7d7401960fe44f7142590fc327beb716d0d";

  @TempDir private Path directory;
  private SqliteHistory history;

  @BeforeEach
  void open() throws IOException {
    history = ShippedHistory.in(directory);
  }

  @AfterEach
  void close() {
    history.close();
  }

  private SpecDetail detail(String hash) {
    return SpecDetail.of(history, hash).orElseThrow();
  }

  @Test
  void the_rate_is_of_what_was_grown_from_it_and_no_other() {
    SpecDetail base = detail(ShippedHistory.BASE);
    SpecDetail grandchild = detail(GRANDCHILD);

    assertThat(base.generations()).isEqualTo(17);
    assertThat(base.rate().trials()).isEqualTo(17);
    assertThat(base.rate().successes()).isZero();
    assertThat(base.latest()).hasSize(17);
    assertThat(base.latest().getFirst().generation())
        .isGreaterThan(base.latest().getLast().generation());
    assertThat(grandchild.rate().trials()).isEqualTo(5);
    assertThat(grandchild.rate().successes()).isEqualTo(4);
    assertThat(base.sections()).isNotEmpty();
  }

  @Test
  void it_is_told_what_made_it_and_what_was_to_change_it() {
    SpecDetail base = detail(ShippedHistory.BASE);
    SpecDetail grandchild = detail(GRANDCHILD);

    assertThat(base.origin()).isEmpty();
    assertThat(base.proposals())
        .extracting(SpecDetail.Edit::proposal)
        .containsExactly(5, 4, 3, 2, 1);
    assertThat(grandchild.proposals()).isEmpty();
    assertThat(grandchild.origin())
        .hasValueSatisfying(
            it -> {
              assertThat(it.proposal()).isEqualTo(7);
              assertThat(it.section()).isEqualTo("8-files");
              assertThat(it.madeHash()).contains(GRANDCHILD);
              assertThat(it.rationale()).startsWith("None of the failures has its cause");
            });
  }

  @Test
  void it_is_found_by_how_its_hash_begins_where_only_one_does() {
    assertThat(SpecDetail.find(history, "3ab2")).contains(ShippedHistory.BASE);
    assertThat(SpecDetail.find(history, "0000")).isEmpty();
    assertThatIllegalArgumentException().isThrownBy(() -> SpecDetail.find(history, "3ab"));
    assertThatIllegalArgumentException().isThrownBy(() -> SpecDetail.find(history, "3ab2%"));
  }

  @Test
  void what_is_not_there_is_empty_and_what_is_no_hash_is_refused() {
    assertThat(SpecDetail.of(history, "sha256:" + "0".repeat(64))).isEqualTo(Optional.empty());
    assertThatIllegalArgumentException()
        .isThrownBy(() -> SpecDetail.of(history, "sha256:' OR '1'='1"));
  }
}
