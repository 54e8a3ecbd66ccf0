package dev.cambrian.core.history;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import java.util.function.Function;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class DigestChainTest {
  private static final EventRow FIRST =
      new EventRow(
          1,
          "0198f5d0-0000-7000-8000-000000000001",
          "generation/1",
          1,
          "generation.promoted",
          1,
          "2026-11-24T09:00:00.000Z",
          "0198f5d0-0000-7000-8000-000000000002",
          Optional.empty(),
          "{\"generation\":1,\"title\":\"İ🜁\"}",
          "");

  @Test
  void the_vectors_hold_that_an_independent_program_computed() {
    EventRow first = FIRST.chained(DigestChain.START);
    EventRow second =
        new EventRow(
                2,
                "0198f5d0-0000-7000-8000-000000000003",
                "generation/1",
                2,
                "generation.promoted",
                1,
                "2026-11-24T09:00:00.001Z",
                "0198f5d0-0000-7000-8000-000000000002",
                Optional.of("0198f5d0-0000-7000-8000-000000000001"),
                "{}",
                "")
            .chained(first.digest());

    assertThat(first.digest())
        .isEqualTo("363c0f32d0ad9ffd988cbc51d07fa6c429b805ec795a390c00b20649b37a19eb");
    assertThat(second.digest())
        .isEqualTo("e028249b55d5f83865de14d4a780ef2d1809dcf313795deb468ef3f53145787a");
  }

  @Property
  void what_moves_from_one_field_to_the_next_changes_the_digest(@ForAll String text) {
    EventRow moved = with(FIRST, row -> row.type() + text, EventRow::data);
    EventRow stayed = with(FIRST, EventRow::type, row -> row.data() + text);

    assertThat(
            DigestChain.next(DigestChain.START, moved)
                .equals(DigestChain.next(DigestChain.START, stayed)))
        .isEqualTo(text.isEmpty());
  }

  private static EventRow with(
      EventRow row, Function<EventRow, String> type, Function<EventRow, String> data) {
    return new EventRow(
        row.position(),
        row.eventId(),
        row.stream(),
        row.version(),
        type.apply(row),
        row.schemaVersion(),
        row.recordedAt(),
        row.correlationId(),
        row.causationId(),
        data.apply(row),
        row.digest());
  }
}
