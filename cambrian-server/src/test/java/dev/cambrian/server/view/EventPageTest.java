package dev.cambrian.server.view;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cambrian.core.event.Event;
import dev.cambrian.core.event.RecordedEvent;
import dev.cambrian.core.event.StreamId;
import dev.cambrian.core.history.EventStore.Causation;
import dev.cambrian.core.history.History;
import dev.cambrian.core.history.SqliteHistory;
import dev.cambrian.core.history.WriteCondition;
import dev.cambrian.core.spec.Toolchain;
import dev.cambrian.core.verdict.FailureKind;
import dev.cambrian.server.view.EventPage.Filter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayNameGeneration(ReplaceUnderscores.class)
final class EventPageTest {
  private static final String HASH = "sha256:" + "a".repeat(64);

  @TempDir private Path directory;
  private SqliteHistory history;

  @BeforeEach
  void open() {
    history = History.open(directory.resolve("history.db"));
  }

  @AfterEach
  void close() {
    history.close();
  }

  private void append(StreamId stream, List<Event> events) {
    List<RecordedEvent> _ =
        history.append(stream, WriteCondition.any(), Causation.of(new UUID(1, 1)), events);
  }

  /** Two events of each generation. */
  private void generations(int from, int to) {
    for (int generation = from; generation <= to; generation++) {
      append(
          StreamId.generation(generation),
          List.of(
              new Event.GenerationStarted(
                  generation, 0, HASH, 1, Optional.empty(), 1, "m", Optional.empty()),
              new Event.GenerationRolledBack(generation, FailureKind.CANCELLED, "enough")));
    }
  }

  private EventPage page(Filter filter, long before, int most) {
    return EventPage.of(
        history, filter, before == 0 ? OptionalLong.empty() : OptionalLong.of(before), most);
  }

  private static List<Long> positions(EventPage page) {
    return page.events().stream().map(RecordedEvent::position).toList();
  }

  private static Filter type(String type) {
    return new Filter(Optional.of(type), OptionalInt.empty(), Optional.empty());
  }

  private static Filter generation(int generation) {
    return new Filter(Optional.empty(), OptionalInt.of(generation), Optional.empty());
  }

  @Test
  void an_empty_history_has_one_empty_page() {
    EventPage page = page(Filter.NONE, 0, 10);

    assertThat(page.events()).isEmpty();
    assertThat(page.head()).isZero();
    assertThat(page.older()).isEmpty();
    assertThat(page(type("llm.answered"), 0, 10).older()).isEmpty();
    assertThat(page(generation(1), 0, 10).older()).isEmpty();
  }

  @Test
  void pages_meet_without_a_gap_and_without_an_overlap() {
    generations(1, 5);

    assertThat(positions(page(Filter.NONE, 0, 4))).containsExactly(10L, 9L, 8L, 7L);
    assertThat(page(Filter.NONE, 0, 4).older()).hasValue(7);
    assertThat(positions(page(Filter.NONE, 7, 4))).containsExactly(6L, 5L, 4L, 3L);
    assertThat(positions(page(Filter.NONE, 3, 4))).containsExactly(2L, 1L);
    assertThat(page(Filter.NONE, 3, 4).older()).isEmpty();
    assertThat(page(Filter.NONE, 5, 4).older()).isEmpty();
    assertThat(positions(page(Filter.NONE, 1, 4))).isEmpty();
    assertThat(positions(page(Filter.NONE, 1_000_000, 1))).containsExactly(10L);
  }

  @Test
  void a_type_and_a_generation_leave_out_the_rest() {
    generations(1, 5);

    assertThat(positions(page(type("generation.started"), 0, 3))).containsExactly(9L, 7L, 5L);
    assertThat(page(type("generation.started"), 0, 3).older()).hasValue(5);
    assertThat(positions(page(type("generation.started"), 5, 3))).containsExactly(3L, 1L);
    assertThat(positions(page(generation(2), 0, 10))).containsExactly(4L, 3L);
    assertThat(page(generation(2), 0, 1).older()).hasValue(4);
    assertThat(positions(page(generation(2), 4, 1))).containsExactly(3L);
    assertThat(page(generation(2), 4, 1).older()).isEmpty();
    assertThat(
            positions(
                page(
                    new Filter(
                        Optional.of("generation.started"), OptionalInt.of(3), Optional.empty()),
                    0,
                    10)))
        .containsExactly(5L);
  }

  @Test
  void a_rare_type_is_looked_for_in_stretches() {
    generations(1, 1);
    int many = (int) EventPage.STRETCH + 100;
    for (int done = 0; done < many; done += 10_000) {
      append(
          StreamId.organism(1),
          IntStream.range(0, 10_000)
              .<Event>mapToObj(it -> new Event.OrganismStarted(1, "o" + it, "none"))
              .toList());
    }

    EventPage first = page(type("generation.started"), 0, 10);
    assertThat(first.events()).isEmpty();
    assertThat(first.older()).hasValue(first.head() + 1 - EventPage.STRETCH);
    EventPage second = page(type("generation.started"), first.older().getAsLong(), 10);
    assertThat(positions(second)).containsExactly(1L);
    assertThat(second.older()).isEmpty();
  }

  @Test
  void what_cannot_be_is_refused() {
    assertThatThrownBy(() -> type("generation.started' OR 1 --"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(
            () -> new Filter(Optional.empty(), OptionalInt.empty(), Optional.of("a' OR 1 --")))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> generation(-1)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void no_page_reads_the_table_from_end_to_end() {
    for (String sql : EventPage.plans()) {
      String plan =
          String.valueOf(
              history.query("EXPLAIN QUERY PLAN " + sql, 10, Duration.ofSeconds(5)).rows());
      assertThat(plan).contains("SEARCH event").doesNotContain("SCAN", "TEMP B-TREE");
    }
  }

  @Test
  void an_event_knows_its_neighbours_in_its_stream_and_what_it_refers_to() {
    generations(1, 1);
    append(StreamId.organism(1), List.of(new Event.OrganismStarted(1, "o", "none")));
    String spec = history.put(new byte[] {1});
    append(
        StreamId.spec(spec),
        List.of(new Event.SpecRegistered(spec, "S.md", "S", "1", Toolchain.PYTHON, spec)));

    EventDetail first = EventDetail.of(history, 1).orElseThrow();
    assertThat(first.previous()).isEmpty();
    assertThat(first.next()).hasValue(2);
    assertThat(first.json()).contains("\"type\" : \"generation.started\"");
    assertThat(EventDetail.of(history, 2).orElseThrow().previous()).hasValue(1);
    assertThat(EventDetail.of(history, 2).orElseThrow().next()).isEmpty();
    assertThat(EventDetail.of(history, 4).orElseThrow().contents()).containsEntry("spec", spec);
    assertThat(EventDetail.of(history, 5)).isEmpty();
  }
}
