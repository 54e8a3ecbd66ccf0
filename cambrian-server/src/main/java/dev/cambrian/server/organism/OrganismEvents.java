package dev.cambrian.server.organism;

import dev.cambrian.core.event.Event;
import dev.cambrian.core.event.StreamId;
import dev.cambrian.core.history.EventStore.Causation;
import dev.cambrian.core.history.History;
import dev.cambrian.core.history.WriteCondition;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** What the history is told, and tells, of the organisms. */
final class OrganismEvents {
  private final History history;

  OrganismEvents(History history) {
    this.history = history;
  }

  void append(Organism organism, Event event) {
    history.append(
        StreamId.organism(organism.generation()),
        WriteCondition.any(),
        Causation.of(organism.id()),
        List.of(event));
  }

  /** Whether its start came to something. */
  boolean started(Organism organism) {
    return organism.end().isPresent() || find(organism, Event.OrganismStarted.class).isPresent();
  }

  /** How it ended, where that is known. */
  Optional<Event.OrganismStopped> stopped(Organism organism) {
    return find(organism, Event.OrganismStopped.class);
  }

  private <T extends Event.OfOrganism> Optional<T> find(Organism organism, Class<T> type) {
    Function<T, String> id =
        event ->
            switch (event) {
              case Event.OrganismStarted it -> it.organismId();
              case Event.OrganismStopped it -> it.organismId();
              default -> "";
            };
    return history.read(StreamId.organism(organism.generation())).stream()
        .map(it -> it.event())
        .filter(type::isInstance)
        .map(type::cast)
        .filter(it -> id.apply(it).equals(organism.id().toString()))
        .findFirst();
  }
}
