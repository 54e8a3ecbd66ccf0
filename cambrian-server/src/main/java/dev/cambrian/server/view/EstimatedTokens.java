package dev.cambrian.server.view;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.cambrian.core.event.CampaignEvent;
import dev.cambrian.core.event.Event;
import dev.cambrian.core.event.StreamId;
import dev.cambrian.core.history.History;
import dev.cambrian.core.history.HistoryException;
import dev.cambrian.core.llm.TokenEstimate;
import dev.cambrian.core.llm.TokenUsage;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * About how many tokens were used where a provider told none: by the bytes of what was asked and
 * answered, see {@link TokenEstimate}. The views of SQL have the same figures. An estimate is no
 * count: it has a place of its own, or a tilde before it, and no sum of told tokens has it.
 */
public final class EstimatedTokens {
  private final History history;

  public EstimatedTokens(History history) {
    this.history = history;
  }

  /** Of one answer; empty where its tokens were told, or its texts cannot be read. */
  public Optional<TokenUsage> of(Event.LlmAnswered answer) {
    return answer.usageKnown()
        ? Optional.empty()
        : byBytes(answer.requestBlob(), answer.answerBlob());
  }

  /**
   * Of all answers that led to a trial, with those that were told of them; empty where all were.
   */
  public OptionalLong of(CampaignEvent.TrialScored trial) {
    if (trial.usageKnown()) {
      return OptionalLong.empty();
    }
    List<Event.LlmAnswered> answers =
        history.read(StreamId.generation(trial.generation())).stream()
            .map(it -> it.event())
            .filter(Event.LlmAnswered.class::isInstance)
            .map(Event.LlmAnswered.class::cast)
            .toList();
    return OptionalLong.of(
        answers.stream().mapToLong(it -> of(it).orElseGet(it::usage).total()).sum());
  }

  /** Of the answer of a proposer; empty where its tokens were told, or it cannot be read. */
  public OptionalLong of(CampaignEvent.ProposalAnswered answer) {
    return answer.usageKnown()
        ? OptionalLong.empty()
        : byBytes(answer.requestBlob(), answer.answerBlob())
            .map(it -> OptionalLong.of(it.total()))
            .orElse(OptionalLong.empty());
  }

  private Optional<TokenUsage> byBytes(String request, String answer) {
    try {
      return history
          .get(request)
          .flatMap(
              asked -> history.get(answer).map(said -> TokenUsage.of(tokens(asked), tokens(said))));
    } catch (HistoryException.Corrupt unreadable) {
      return Optional.empty();
    }
  }

  private static long tokens(byte[] text) {
    return TokenEstimate.of(new String(text, UTF_8));
  }
}
