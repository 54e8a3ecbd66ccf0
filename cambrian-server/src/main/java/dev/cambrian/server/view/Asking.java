package dev.cambrian.server.view;

import dev.cambrian.core.event.Event;
import dev.cambrian.core.event.RecordedEvent;
import dev.cambrian.core.llm.TokenUsage;
import dev.cambrian.server.terminal.Format;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.ToLongFunction;

/**
 * An exchange as the list of them shows it, without its texts.
 *
 * @param rejection why its answer was no artifact
 * @param estimate of its tokens where they were not told
 */
public record Asking(
    Event.LlmAnswered event,
    Optional<Event.AnswerRejected> rejection,
    Optional<TokenUsage> estimate) {
  /** Input tokens: {@code 1,234}, {@code ~1,234} where they are estimated, {@code unknown}. */
  public String input() {
    return text(TokenUsage::input);
  }

  /** Output tokens, in the same way. */
  public String output() {
    return text(TokenUsage::output);
  }

  private String text(ToLongFunction<TokenUsage> part) {
    return Format.count(
        part.applyAsLong(event.usage()),
        event.usageKnown(),
        estimate.map(it -> OptionalLong.of(part.applyAsLong(it))).orElse(OptionalLong.empty()));
  }

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
                        .findFirst(),
                    Optional.ofNullable(detail.estimates().get(it))))
        .toList();
  }
}
