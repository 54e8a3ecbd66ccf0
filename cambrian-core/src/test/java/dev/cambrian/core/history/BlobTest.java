package dev.cambrian.core.history;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cambrian.core.event.StreamId;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(ReplaceUnderscores.class)
final class BlobTest {
  @Test
  void it_has_the_hash_under_which_its_content_is_stored() {
    assertThat(Blob.of(Growth.utf8("abc")).hash())
        .isEqualTo("sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  }

  @Test
  void whoever_changes_the_bytes_afterwards_changes_neither_it_nor_what_is_stored() {
    byte[] given = Growth.utf8("abc");
    Blob blob = Blob.of(given);

    given[0] = 'x';
    blob.content()[1] = 'y';
    try (History history = History.inMemory()) {
      history.append(
          StreamId.generation(1),
          WriteCondition.any(),
          Growth.CAUSE,
          List.of(Growth.started(1)),
          List.of(blob));

      assertThat(history.get(blob.hash()).map(String::new)).isEqualTo(Optional.of("abc"));
    }
  }
}
