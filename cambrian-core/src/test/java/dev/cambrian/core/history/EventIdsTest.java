package dev.cambrian.core.history;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.uuid.Generators;
import dev.cambrian.core.event.EventCodec;
import dev.cambrian.core.event.RecordedEvent;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayNameGeneration(ReplaceUnderscores.class)
class EventIdsTest {
  private static final UUID EARLY = UUID.fromString("0198f5d0-0000-7000-8000-000000000001");

  @TempDir private Path directory;

  @Test
  void the_clock_s_own_id_is_taken_where_it_is_greater() {
    UUID fresh = Generators.timeBasedEpochGenerator().generate();

    assertThat(EventIds.after(Optional.empty(), fresh)).isEqualTo(fresh);
    assertThat(EventIds.after(Optional.of(EARLY), fresh)).isEqualTo(fresh);
  }

  @Test
  void the_last_id_is_counted_up_where_the_clock_gives_none_that_is_greater() {
    assertThat(after("0198f5d0-0000-7000-8000-0000000000ff"))
        .hasToString("0198f5d0-0000-7000-8000-000000000100");
    assertThat(after("0198f5d0-0000-7abc-bfff-ffffffffffff"))
        .hasToString("0198f5d0-0000-7abd-8000-000000000000");
    assertThat(after("0198f5d0-0000-7fff-bfff-ffffffffffff"))
        .hasToString("0198f5d0-0001-7000-8000-000000000000");
  }

  @Property
  void what_comes_after_is_greater_as_a_text_and_of_version_7(
      @ForAll long milliseconds, @ForAll long random) {
    UUID last =
        new UUID(
            (milliseconds >>> 17) << 16 | 0x7000 | (random & 0xfff),
            0x8000000000000000L | (random >>> 2));

    UUID next = EventIds.after(Optional.of(last), last);

    assertThat(next.toString()).isGreaterThan(last.toString());
    assertThat(next.version()).isEqualTo(7);
    assertThat(next.variant()).isEqualTo(2);
    assertThat(EventIds.compare(last, next)).isNegative();
  }

  @Test
  void two_processes_one_with_a_stopped_clock_append_ascending_ids() {
    Path file = directory.resolve("history.db");
    try (SqliteHistory ours = History.open(file);
        SqliteHistory theirs =
            SqliteHistory.open(
                file,
                new SqliteSettings(Duration.ofSeconds(5), 1),
                new AppendPlan.Stamps(EventCodec.standard(), Clock.systemUTC(), () -> EARLY))) {
      Growth.append(ours, Growth.started(1));
      Growth.append(theirs, Growth.started(2));
      Growth.append(ours, Growth.started(3));
      Growth.append(theirs, Growth.started(4));

      List<String> ids =
          ours.readAll(0, 10).stream().map(RecordedEvent::eventId).map(UUID::toString).toList();
      assertThat(ids).hasSize(4).isSorted().doesNotHaveDuplicates();
    }
  }

  private static UUID after(String last) {
    return EventIds.after(Optional.of(UUID.fromString(last)), EARLY);
  }
}
