package dev.cambrian.server.reproduce;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.cambrian.core.event.Event;
import dev.cambrian.core.event.RecordedEvent;
import dev.cambrian.core.event.StreamId;
import dev.cambrian.core.history.History;
import dev.cambrian.core.llm.ReplayClient;
import dev.cambrian.core.llm.TokenEstimate;
import dev.cambrian.server.organism.Organism;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** What the model answered in a step: to the core, or to the organism. */
public final class Exchanges {
  private Exchanges() {}

  /** In their order. */
  public static List<Event.LlmAnswered> of(History history, Link link) {
    return of(history, link.organism(), link.generations());
  }

  static List<Event.LlmAnswered> of(
      History history, Optional<Organism> organism, List<Integer> generations) {
    Stream<StreamId> streams =
        organism
            .map(it -> Stream.of(StreamId.organism(it.generation())))
            .orElseGet(() -> generations.stream().map(StreamId::generation));
    Optional<String> id = organism.map(it -> it.id().toString());
    return streams
        .flatMap(stream -> history.read(stream).stream())
        .map(RecordedEvent::event)
        .filter(Event.LlmAnswered.class::isInstance)
        .map(Event.LlmAnswered.class::cast)
        .filter(it -> it.organismId().equals(id))
        .toList();
  }

  /** That it used; estimated from its texts where the provider told nothing. */
  static long tokens(History history, Event.LlmAnswered answer) {
    if (answer.usageKnown()) {
      return answer.usage().total();
    }
    return Stream.of(answer.requestBlob(), answer.answerBlob())
        .flatMap(it -> history.get(it).stream())
        .mapToLong(it -> TokenEstimate.of(new String(it, UTF_8)))
        .sum();
  }

  /** Whether a model was called for it. */
  public static boolean live(Event.LlmAnswered answer) {
    return !answer.provider().equals(ReplayClient.PROVIDER);
  }
}
