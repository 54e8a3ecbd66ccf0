package dev.cambrian.server.view;

import dev.cambrian.core.event.Event;
import dev.cambrian.core.event.RecordedEvent;
import dev.cambrian.core.event.StreamId;
import dev.cambrian.core.history.GenerationRecord;
import dev.cambrian.core.history.History;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
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
    return answers(between(StreamId.organism(record.parent()), before, spawned)).stream()
        .filter(it -> ((Event.LlmAnswered) it.event()).organismId().equals(organism))
        .toList();
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
        return history
            .read(StreamId.generation(latest.get().generation()), 0, 1)
            .getFirst()
            .position();
      }
      below = after + 1;
    }
    return 0;
  }

  /** What of a stream is behind one position and before another. Organisms have long streams. */
  private List<RecordedEvent> between(StreamId stream, long before, long end) {
    List<RecordedEvent> found = new ArrayList<>();
    long version = upTo(stream, before);
    while (true) {
      List<RecordedEvent> page = history.read(stream, version, PAGE);
      for (RecordedEvent event : page) {
        if (event.position() >= end) {
          return found;
        }
        found.add(event);
        version = event.version();
      }
      if (page.size() < PAGE) {
        return found;
      }
    }
  }

  /** How many of a stream's events are not behind a position, which ascend with their versions. */
  private long upTo(StreamId stream, long position) {
    if (position == 0) {
      return 0;
    }
    long low = 0;
    long step = 1;
    while (notBehind(stream, low + step, position)) {
      low += step;
      step *= 2;
    }
    long high = low + step;
    while (high - low > 1) {
      long middle = low + (high - low) / 2;
      if (notBehind(stream, middle, position)) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return low;
  }

  private boolean notBehind(StreamId stream, long version, long position) {
    return history.read(stream, version - 1, 1).stream().anyMatch(it -> it.position() <= position);
  }

  private static List<RecordedEvent> answers(List<RecordedEvent> events) {
    return events.stream().filter(it -> it.event() instanceof Event.LlmAnswered).toList();
  }
}
