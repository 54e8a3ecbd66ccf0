package dev.cambrian.server.gateway;

import dev.cambrian.core.event.Event;
import dev.cambrian.core.event.RecordedEvent;
import dev.cambrian.core.event.StreamId;
import dev.cambrian.core.history.GenerationRecord;
import dev.cambrian.core.history.History;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Ordinals are counted along the lineage: to an organism that grows from a spec, the requests with
 * which its own generation and its ancestors were grown from that same spec count as answered. So
 * it is never given the recorded answer that it came from: where the core grew a generation with
 * {@code generate 1}, that one's offspring is {@code generate 2}, its offspring's {@code generate
 * 3}.
 *
 * <p>A generation was grown with the answers in its own stream and in those of the failed ones that
 * it retries, which are the core's, or with what the organism that grew it was answered before.
 */
final class Ancestry {
  private final History history;
  private final String specHash;
  private final Set<NextRequest> answered = new HashSet<>();

  private Ancestry(History history, String specHash) {
    this.history = history;
    this.specHash = specHash;
  }

  /** The requests that count as answered to an organism of that generation. */
  static Set<NextRequest> answered(History history, int generation, String specHash) {
    Ancestry ancestry = new Ancestry(history, specHash);
    Optional<GenerationRecord> next = history.generation(generation);
    // A parent has a lower number, so this ends.
    while (next.isPresent()) {
      ancestry.add(next.get());
      next = history.generation(next.get().parent());
    }
    return Set.copyOf(ancestry.answered);
  }

  private void add(GenerationRecord record) {
    if (!record.specHash().equals(specHash)) {
      return;
    }
    Optional<GenerationRecord> tried = Optional.of(record);
    while (tried.isPresent()) {
      add(history.read(StreamId.generation(tried.get().generation())), Optional.empty());
      tried = tried.get().retryOf().flatMap(history::generation);
    }
    if (record.parent() > 0) {
      List<RecordedEvent> own = history.read(StreamId.generation(record.generation()));
      long started = own.isEmpty() ? 0 : own.getFirst().position();
      add(
          history.read(StreamId.organism(record.parent())).stream()
              .filter(event -> event.position() < started)
              .toList(),
          Optional.of(record.correlationId().toString()));
    }
  }

  private void add(List<RecordedEvent> events, Optional<String> organismId) {
    events.stream()
        .map(RecordedEvent::event)
        .filter(Event.LlmAnswered.class::isInstance)
        .map(Event.LlmAnswered.class::cast)
        .filter(event -> event.organismId().equals(organismId))
        .map(event -> new NextRequest(event.purpose(), event.ordinal()))
        .forEach(answered::add);
  }
}
