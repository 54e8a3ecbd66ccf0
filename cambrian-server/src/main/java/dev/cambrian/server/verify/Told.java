package dev.cambrian.server.verify;

import dev.cambrian.core.event.Event;
import dev.cambrian.core.event.RecordedEvent;
import dev.cambrian.core.event.ReverseRun;
import java.util.List;
import java.util.Optional;

/** What the events of one generation tell, whatever is projected of them. */
record Told(List<Event> events) {

  Told {
    events = List.copyOf(events);
  }

  static Told of(List<RecordedEvent> stream) {
    return new Told(stream.stream().map(RecordedEvent::event).toList());
  }

  Optional<String> specHash() {
    return last(Event.GenerationStarted.class).map(Event.GenerationStarted::specHash);
  }

  Optional<Event.ArtifactSealed> sealed() {
    return last(Event.ArtifactSealed.class);
  }

  Optional<Event.VerdictGiven> verdict() {
    return last(Event.VerdictGiven.class);
  }

  Optional<ReverseRun> reverseRun() {
    return last(Event.BaselineReverseRun.class).map(Event.BaselineReverseRun::run);
  }

  boolean promoted() {
    return last(Event.GenerationPromoted.class).isPresent();
  }

  boolean closed() {
    return promoted() || last(Event.GenerationRolledBack.class).isPresent();
  }

  /** Whether an artifact was sealed, or cannot have been. */
  boolean tellsOfCode() {
    return sealed().isPresent()
        || (verdict().isEmpty() && last(Event.VerificationStarted.class).isEmpty());
  }

  private <E extends Event> Optional<E> last(Class<E> type) {
    return events.reversed().stream().filter(type::isInstance).map(type::cast).findFirst();
  }
}
