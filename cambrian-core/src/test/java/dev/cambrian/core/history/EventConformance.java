package dev.cambrian.core.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cambrian.core.event.Event;
import dev.cambrian.core.event.RecordedEvent;
import dev.cambrian.core.event.ReverseRun;
import dev.cambrian.core.event.StreamId;
import dev.cambrian.core.verdict.FailureKind;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

/** What every store does with events and contents; each test fails for one that does nothing. */
@DisplayNameGeneration(ReplaceUnderscores.class)
abstract class EventConformance {
  static final StreamId ONE = StreamId.generation(1);

  History history;

  abstract History open();

  @BeforeEach
  void openHistory() {
    history = open();
  }

  @AfterEach
  void closeHistory() {
    history.close();
  }

  @Test
  void what_was_appended_is_read_back_as_it_was_answered() {
    List<RecordedEvent> first = Growth.append(history, Growth.promotedGeneration(1, 0));
    List<RecordedEvent> second = Growth.append(history, Growth.started(2), Growth.sealed(2));

    assertThat(history.read(ONE)).isEqualTo(first).hasSize(11);
    assertThat(history.read(StreamId.generation(2))).isEqualTo(second);
    assertThat(history.read(StreamId.generation(3))).isEmpty();
  }

  @Test
  void positions_and_versions_count_from_one_without_gaps() {
    Growth.append(history, Growth.started(1));
    Growth.append(history, Growth.started(2), Growth.sealed(2));
    Growth.append(history, Growth.sealed(1));

    List<RecordedEvent> all = history.readAll(0, 100);
    assertThat(all).extracting(RecordedEvent::position).containsExactly(1L, 2L, 3L, 4L);
    assertThat(all).extracting(RecordedEvent::version).containsExactly(1L, 1L, 2L, 2L);
    assertThat(history.headPosition()).isEqualTo(4);
  }

  @Test
  void the_envelope_tells_what_belongs_together() {
    UUID growth = UUID.randomUUID();
    RecordedEvent first =
        history
            .append(
                ONE,
                WriteCondition.noStream(),
                EventStore.Causation.of(growth),
                List.of(Growth.started(1)))
            .getFirst();
    history.append(
        ONE,
        WriteCondition.atVersion(1),
        new EventStore.Causation(growth, Optional.of(first.eventId())),
        List.of(Growth.rolledBack(1, FailureKind.CANCELLED)));

    RecordedEvent second = history.read(ONE).getLast();
    assertThat(second.correlationId()).isEqualTo(growth);
    assertThat(second.causationId()).contains(first.eventId());
    assertThat(second.eventId().version()).isEqualTo(7);
    assertThat(second.type()).isEqualTo("generation.rolled-back");
    assertThat(second.schemaVersion()).isEqualTo(2);
    assertThat(second.recordedAt()).isEqualTo(second.recordedAt().truncatedTo(ChronoUnit.MILLIS));
    assertThat(second.digest()).hasSize(64).isNotEqualTo(first.digest());
  }

  @Test
  void all_events_can_be_read_in_pieces() {
    Growth.append(history, Growth.promotedGeneration(1, 0));
    List<RecordedEvent> pieces = new ArrayList<>();

    List<RecordedEvent> piece = history.readAll(0, 4);
    while (!piece.isEmpty()) {
      assertThat(piece).hasSizeLessThanOrEqualTo(4);
      pieces.addAll(piece);
      piece = history.readAll(pieces.getLast().position(), 4);
    }

    assertThat(pieces).isEqualTo(history.read(ONE)).hasSize(11);
  }

  @Test
  void an_append_that_expects_another_version_is_a_conflict_and_leaves_nothing() {
    Growth.append(history, Growth.started(1), Growth.sealed(1));

    for (WriteCondition wrong :
        List.of(
            WriteCondition.noStream(), WriteCondition.atVersion(1), WriteCondition.atVersion(3))) {
      assertThatThrownBy(
              () -> history.append(ONE, wrong, Growth.CAUSE, List.of(Growth.verifying(1, "run"))))
          .isInstanceOfSatisfying(
              HistoryException.Conflict.class,
              conflict -> {
                assertThat(conflict.actualVersion()).isEqualTo(2);
                assertThat(conflict.stream()).isEqualTo(ONE);
              });
    }
    history.append(
        ONE, WriteCondition.atVersion(2), Growth.CAUSE, List.of(Growth.verifying(1, "run")));
    assertThat(history.read(ONE)).hasSize(3);
  }

  @Test
  void a_stream_that_must_exist_and_does_not_is_a_conflict() {
    assertThatThrownBy(
            () ->
                history.append(
                    ONE, WriteCondition.atVersion(1), Growth.CAUSE, List.of(Growth.sealed(1))))
        .isInstanceOfSatisfying(
            HistoryException.Conflict.class,
            conflict -> assertThat(conflict.actualVersion()).isZero());
  }

  @Test
  void what_an_organism_asked_belongs_to_the_organism_and_leaves_the_generation_as_it_was() {
    Growth.append(history, Growth.promotedGeneration(1, 0));
    GenerationRecord promoted = history.generation(1).orElseThrow();

    Growth.append(history, Growth.answeredTo("organism-1", 1));
    Growth.append(history, Growth.answeredTo("organism-0", 0));

    assertThat(history.read(StreamId.organism(1)))
        .extracting(RecordedEvent::event)
        .containsExactly(Growth.answeredTo("organism-1", 1));
    assertThat(history.read(StreamId.organism(0))).hasSize(1);
    assertThat(history.read(ONE)).hasSize(11);
    assertThat(history.generation(1)).contains(promoted);
    assertThat(history.highestGeneration()).isEqualTo(1);
  }

  @Test
  void what_an_organism_asked_is_refused_without_its_contents_and_in_a_generations_stream() {
    Event asked = Growth.answeredTo("organism-1", 1);

    assertThatThrownBy(
            () -> history.append(ONE, WriteCondition.any(), Growth.CAUSE, List.of(asked)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("llm.answered of organism/1 cannot be appended to generation/1");
    assertThatThrownBy(
            () ->
                history.append(
                    StreamId.organism(1), WriteCondition.any(), Growth.CAUSE, List.of(asked)))
        .isInstanceOf(HistoryException.IllegalTransition.class)
        .hasMessageContaining("is not stored");
  }

  @Test
  void an_event_of_another_stream_is_refused() {
    assertThatThrownBy(
            () ->
                history.append(
                    ONE,
                    WriteCondition.any(),
                    Growth.CAUSE,
                    List.of(Growth.started(1), Growth.started(2))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("generation/2");
    assertThatThrownBy(() -> history.append(ONE, WriteCondition.any(), Growth.CAUSE, List.of()))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void an_illegal_transition_is_refused_and_nothing_of_its_append_stays() {
    Growth.append(history, Growth.started(1), Growth.sealed(1), Growth.verifying(1, "run"));

    assertThatThrownBy(() -> Growth.append(history, Growth.nonViable(1, "run"), Growth.promoted(1)))
        .isInstanceOf(HistoryException.IllegalTransition.class)
        .hasMessage("generation/1 cannot take generation.promoted: it is non-viable");
    assertThat(history.read(ONE)).hasSize(3);
    assertThat(history.generation(1).orElseThrow().outcome()).isEqualTo(Outcome.IN_PROGRESS);
  }

  @Test
  void a_closed_generation_takes_no_event() {
    Growth.append(history, Growth.promotedGeneration(1, 0));

    assertThatThrownBy(() -> Growth.append(history, Growth.rolledBack(1, FailureKind.CANCELLED)))
        .isInstanceOf(HistoryException.IllegalTransition.class)
        .hasMessageContaining("closed as promoted");
  }

  @Test
  void an_event_may_only_refer_to_contents_that_are_stored() {
    history.append(ONE, WriteCondition.any(), Growth.CAUSE, List.of(Growth.started(1)));
    List<Event> sealed = List.of(Growth.sealed(1));

    assertThatThrownBy(() -> history.append(ONE, WriteCondition.any(), Growth.CAUSE, sealed))
        .isInstanceOf(HistoryException.IllegalTransition.class)
        .hasMessageContaining(Blobs.hashOf(Growth.MANIFEST) + " is not stored");
    history.put(Growth.MANIFEST);
    history.append(ONE, WriteCondition.any(), Growth.CAUSE, sealed);
  }

  @Test
  void a_reverse_run_is_told_with_its_generation() {
    List<Event> runs =
        List.of(
            Growth.reverseRun(1, true), Growth.reverseRun(2, false), Growth.reverseRunAborted(3));
    for (Event run : runs) {
      int generation = ((Event.BaselineReverseRun) run).generation();
      Growth.append(history, Growth.promotedGeneration(generation, 0));
      Growth.append(history, run);

      GenerationRecord record = history.generation(generation).orElseThrow();

      assertThat(record.reverseRun()).contains(((Event.BaselineReverseRun) run).run());
      assertThat(record.outcome()).isEqualTo(Outcome.PROMOTED);
      assertThat(record.version()).isEqualTo(12);
      assertThatThrownBy(() -> Growth.append(history, run))
          .isInstanceOf(HistoryException.IllegalTransition.class);
    }
  }

  @Test
  void a_reverse_run_needs_a_report_too() {
    Growth.append(history, Growth.promotedGeneration(1, 0));
    String hash = history.put(Growth.utf8("[]"));
    Event run =
        new Event.BaselineReverseRun(
            1, new ReverseRun(2, new ReverseRun.Judged(true, Optional.empty(), "viable", hash)));

    assertThatThrownBy(() -> Growth.append(history, run))
        .isInstanceOf(HistoryException.IllegalTransition.class)
        .hasMessageContaining("its report is no JSON");
  }

  @Test
  void a_report_that_is_no_json_object_is_no_verdict() {
    Growth.append(history, Growth.started(1), Growth.sealed(1), Growth.verifying(1, "run"));

    for (String report : List.of("", "[]", "{", "\u0000")) {
      String hash = history.put(Growth.utf8(report));
      Event verdict = new Event.VerdictGiven(1, "run", true, Optional.empty(), "viable", hash);
      assertThatThrownBy(() -> Growth.append(history, verdict))
          .isInstanceOf(HistoryException.IllegalTransition.class)
          .hasMessageContaining("its report is no JSON");
    }
  }

  @Test
  void contents_that_come_with_a_refused_append_are_not_kept() {
    byte[] content = Growth.utf8("brought along");

    assertThatThrownBy(
            () ->
                history.append(
                    ONE,
                    WriteCondition.any(),
                    Growth.CAUSE,
                    List.of(Growth.sealed(1)),
                    List.of(Blob.of(content))))
        .isInstanceOf(HistoryException.IllegalTransition.class);
    assertThat(history.get(Blobs.hashOf(content))).isEmpty();
  }

  @Test
  void a_content_is_kept_once_under_its_own_hash() {
    byte[] content = {0, 1, (byte) 0xff, 0};

    String hash = history.put(content);
    content[0] = 9;

    assertThat(hash)
        .isEqualTo("sha256:7d5c5de84c8ff4027cfb003aed237d4b27d0fe6edfb7e83e3e4bda87c5eec7d9");
    assertThat(history.put(new byte[] {0, 1, (byte) 0xff, 0})).isEqualTo(hash);
    assertThat(history.get(hash).orElseThrow()).containsExactly(0, 1, 0xff, 0);
    assertThat(history.get("sha256:" + "0".repeat(64))).isEmpty();
    assertThat(history.get(history.put(new byte[0])).orElseThrow()).isEmpty();
  }

  @Test
  void hostile_text_comes_back_as_it_was_answered() {
    Event hostile =
        new Event.GenerationRolledBack(
            1, FailureKind.NON_VIABLE, "\u0000'; DROP TABLE event; --\uD800 \uFEFF\u202E İ 🜁\n");

    List<RecordedEvent> answered = Growth.append(history, Growth.started(1), hostile);

    assertThat(history.read(ONE)).isEqualTo(answered);
    assertThat(history.generation(1).orElseThrow().reason())
        .contains("\u0000'; DROP TABLE event; --\uFFFD \uFEFF\u202E İ 🜁\n");
  }

  @Test
  void of_many_that_want_one_number_one_gets_it() throws Exception {
    int threads = 4;
    try (ExecutorService executor = Executors.newFixedThreadPool(threads)) {
      List<Callable<Boolean>> attempts = new ArrayList<>();
      for (int i = 0; i < threads * 5; i++) {
        int number = 1 + i / threads;
        attempts.add(() -> takes(number));
      }
      int taken = 0;
      for (Future<Boolean> attempt : executor.invokeAll(attempts)) {
        taken += attempt.get() ? 1 : 0;
      }

      assertThat(taken).isEqualTo(5);
      assertThat(history.headPosition()).isEqualTo(5);
    }
  }

  private boolean takes(int number) {
    try {
      history.append(
          StreamId.generation(number),
          WriteCondition.noStream(),
          Growth.CAUSE,
          List.of(Growth.started(number)));
      return true;
    } catch (HistoryException.Conflict taken) {
      return false;
    }
  }
}
