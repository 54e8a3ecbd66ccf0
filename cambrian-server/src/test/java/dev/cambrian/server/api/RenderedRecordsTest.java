package dev.cambrian.server.api;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cambrian.core.event.Event;
import dev.cambrian.core.event.StreamId;
import dev.cambrian.core.history.EventStore.Causation;
import dev.cambrian.core.history.GenerationRecord;
import dev.cambrian.core.history.History;
import dev.cambrian.core.history.WriteCondition;
import dev.cambrian.core.json.Json;
import dev.cambrian.core.verdict.FailureKind;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(ReplaceUnderscores.class)
final class RenderedRecordsTest {
  private static final Causation CAUSE = Causation.of(new UUID(1, 2));

  private final History history = History.inMemory();

  @AfterEach
  void close() {
    history.close();
  }

  @Test
  void a_generation_that_has_not_changed_is_rendered_once() {
    RenderedRecords rendered = new RenderedRecords(history, 1 << 20);
    start(1);

    byte[] first = rendered.json(record(1));

    assertThat(rendered.json(record(1))).isSameAs(first);
  }

  @Test
  void an_event_of_a_generation_has_it_rendered_again_and_no_other() {
    RenderedRecords rendered = new RenderedRecords(history, 1 << 20);
    start(1);
    start(2);
    byte[] first = rendered.json(record(1));
    byte[] second = rendered.json(record(2));

    append(1, new Event.GenerationRolledBack(1, FailureKind.CANCELLED, "by request"));

    assertThat(first).asString(UTF_8).contains("in_progress");
    assertThat(Json.parse(rendered.json(record(1))).path("outcome").stringValue())
        .isEqualTo("failed");
    assertThat(rendered.json(record(2))).isSameAs(second);
  }

  @Test
  void what_was_not_asked_for_the_longest_goes_where_there_is_no_room() {
    start(1);
    start(2);
    RenderedRecords rendered = new RenderedRecords(history, 700);
    byte[] first = rendered.json(record(1));
    byte[] second = rendered.json(record(2));
    assertThat(first.length + second.length).isBetween(350, 700);
    start(3);
    start(4);

    assertThat(rendered.json(record(1))).isSameAs(first);
    byte[] _ = rendered.json(record(3));
    byte[] _ = rendered.json(record(4));

    assertThat(rendered.json(record(2))).isNotSameAs(second).isEqualTo(second);
  }

  private GenerationRecord record(int generation) {
    return history.generation(generation).orElseThrow();
  }

  private void start(int generation) {
    append(
        generation,
        new Event.GenerationStarted(
            generation,
            0,
            history.put("# A spec\n".getBytes(UTF_8)),
            1,
            Optional.empty(),
            1,
            "a-model",
            Optional.empty()));
  }

  private void append(int generation, Event event) {
    history.append(StreamId.generation(generation), WriteCondition.any(), CAUSE, List.of(event));
  }
}
