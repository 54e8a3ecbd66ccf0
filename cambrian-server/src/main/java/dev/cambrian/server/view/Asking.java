package dev.cambrian.server.view;

import dev.cambrian.core.event.Event;
import dev.cambrian.core.event.RecordedEvent;
import java.util.List;
import java.util.Optional;

/**
 * An exchange as the list of them shows it, without its texts.
 *
 * @param rejection why its answer was no artifact
 */
public record Asking(Event.LlmAnswered event, Optional<Event.AnswerRejected> rejection) {
  /** Whether a recording answered, and no model. */
  public boolean replayed() {
    return event.producerModel().startsWith("replay:") || event.provider().equals("replay");
  }

  /** The exchanges that led to a generation, in order. */
  public static List<Asking> of(GenerationDetail detail) {
    List<Event.AnswerRejected> rejected =
        detail.events().stream()
            .map(RecordedEvent::event)
            .filter(Event.AnswerRejected.class::isInstance)
            .map(Event.AnswerRejected.class::cast)
            .toList();
    return detail.exchanges().stream()
        .map(
            it ->
                new Asking(
                    it,
                    rejected.stream()
                        .filter(no -> no.purpose() == it.purpose() && no.ordinal() == it.ordinal())
                        .findFirst()))
        .toList();
  }
}
