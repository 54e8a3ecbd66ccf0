package dev.cambrian.server.view;

import dev.cambrian.core.event.Event;
import dev.cambrian.core.event.RecordedEvent;
import dev.cambrian.core.event.StreamId;
import dev.cambrian.core.history.GenerationRecord;
import dev.cambrian.core.history.History;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;

/**
 * What led to a generation. What the core grew has its exchanges in its own stream; what an
 * organism spawned is of the answers that this organism got since its offspring before.
 */
final class Asked {
  private static final int PAGE = 100;

  private final History history;

  Asked(History history) {
    this.history = history;
  }

  /**
   * The whole answers, in order.
   *
   * @param events of that generation's stream
   */
  List<Event.LlmAnswered> of(GenerationRecord record, List<RecordedEvent> events) {
    return recorded(record, events).stream().map(it -> (Event.LlmAnswered) it.event()).toList();
  }

  /** The same as they were recorded. */
  List<RecordedEvent> recorded(GenerationRecord record, List<RecordedEvent> events) {
    List<RecordedEvent> own = answers(events);
    if (!own.isEmpty() || record.parent() == 0 || events.isEmpty()) {
      return own;
    }
    long spawned = events.getFirst().position();
    long before = before(record);
    Optional<String> organism = Optional.of(record.correlationId().toString());
    return answers(
            history.read(StreamId.organism(record.parent())).stream()
                .filter(it -> it.position() > before && it.position() < spawned)
                .toList())
        .stream()
        .filter(it -> ((Event.LlmAnswered) it.event()).organismId().equals(organism))
        .toList();
  }

  /**
   * What the answers that led to a generation cost in millionths of a US dollar, replayed ones 0;
   * empty where a price is unknown. Without a recorded answer it is known only of what used no
   * tokens.
   *
   * @param exchanges the answers, as {@link #of}
   */
  static OptionalLong cost(GenerationRecord record, List<Event.LlmAnswered> exchanges) {
    if (exchanges.isEmpty()) {
      return record.costMicroUsd();
    }
    return exchanges.stream().allMatch(it -> it.costMicroUsd().isPresent())
        ? OptionalLong.of(exchanges.stream().mapToLong(it -> it.costMicroUsd().orElse(0)).sum())
        : OptionalLong.empty();
  }

  /** Where its organism spawned the one before; 0 where it is the first. Mostly that is near. */
  private long before(GenerationRecord record) {
    UUID organism = record.correlationId();
    int below = record.generation();
    while (below > record.parent() + 1) {
      int after = Math.max(record.parent(), below - 1 - PAGE);
      int end = below;
      Optional<GenerationRecord> latest =
          history.generations(after, PAGE, Optional.empty()).stream()
              .filter(it -> it.generation() < end && it.correlationId().equals(organism))
              .reduce((_, later) -> later);
      if (latest.isPresent()) {
        return history.read(StreamId.generation(latest.get().generation())).getFirst().position();
      }
      below = after + 1;
    }
    return 0;
  }

  private static List<RecordedEvent> answers(List<RecordedEvent> events) {
    return events.stream().filter(it -> it.event() instanceof Event.LlmAnswered).toList();
  }
}
