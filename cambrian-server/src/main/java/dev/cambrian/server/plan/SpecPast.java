package dev.cambrian.server.plan;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.cambrian.core.event.Event;
import dev.cambrian.core.event.RecordedEvent;
import dev.cambrian.core.event.StreamId;
import dev.cambrian.core.evolution.BetaPosterior;
import dev.cambrian.core.history.GenerationRecord;
import dev.cambrian.core.history.History;
import dev.cambrian.core.llm.LlmAnswer;
import dev.cambrian.core.llm.Purpose;
import dev.cambrian.core.llm.Recording;
import dev.cambrian.core.llm.Recordings;
import dev.cambrian.core.llm.ReplayClient;
import dev.cambrian.core.llm.TokenEstimate;
import dev.cambrian.core.verdict.FailureKind.FailureClass;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.LongStream;

/**
 * What is known of a spec before a campaign: its first tries that a model answered and the rig
 * judged. A replayed answer is no new trial, and what an organism or a retry grew was asked
 * otherwise.
 *
 * @param tries first tries that count, and how many of them were viable
 * @param answer output tokens of a first answer, the median
 * @param answers so many are known
 * @param recorded whether they are recordings, no first tries of the history being known
 * @param estimated whether the tokens of the answers are estimated by their bytes
 * @param duration of a first try from its start to its end, the median
 */
public record SpecPast(
    BetaPosterior tries,
    OptionalLong answer,
    int answers,
    boolean recorded,
    boolean estimated,
    Optional<Duration> duration) {
  private static final int PAGE = 500;

  /** Nothing is known. */
  public static final SpecPast NONE =
      new SpecPast(
          new BetaPosterior(0, 0), OptionalLong.empty(), 0, false, false, Optional.empty());

  /**
   * What a history tells.
   *
   * @param model whose tries count; of any where it is empty
   */
  public static SpecPast of(History history, String specHash, Optional<String> model) {
    return of(history, specHash, model, Instant.MAX);
  }

  /**
   * What a history told at a time.
   *
   * @param before which a try began that counts
   */
  public static SpecPast of(
      History history, String specHash, Optional<String> model, Instant before) {
    List<GenerationRecord> tries = new ArrayList<>();
    int after = 0;
    while (true) {
      List<GenerationRecord> page = history.generations(after, PAGE, Optional.empty());
      page.stream()
          .filter(it -> it.specHash().equals(specHash))
          .filter(it -> model.isEmpty() || it.model().equals(model.get()))
          .filter(it -> it.created().isBefore(before))
          .filter(SpecPast::counts)
          .forEach(tries::add);
      if (page.size() < PAGE) {
        break;
      }
      after = page.getLast().generation();
    }
    int viable = (int) tries.stream().filter(SpecPast::viable).count();
    List<Long> told =
        tries.stream().map(it -> it.usage().output()).filter(it -> it > 0).sorted().toList();
    boolean estimated = told.isEmpty();
    List<Long> tokens =
        estimated
            ? tries.stream().flatMapToLong(it -> answer(history, it)).sorted().boxed().toList()
            : told;
    List<Duration> durations =
        tries.stream()
            .flatMap(it -> it.completed().map(end -> Duration.between(it.created(), end)).stream())
            .sorted()
            .toList();
    return new SpecPast(
        new BetaPosterior(viable, tries.size()),
        median(tokens),
        tokens.size(),
        false,
        estimated && !tokens.isEmpty(),
        durations.isEmpty()
            ? Optional.empty()
            : Optional.of(durations.get((durations.size() - 1) / 2)));
  }

  /** By the bytes of the answer, where no provider told its tokens. */
  private static LongStream answer(History history, GenerationRecord record) {
    return history.read(StreamId.generation(record.generation())).stream()
        .map(RecordedEvent::event)
        .filter(Event.LlmAnswered.class::isInstance)
        .map(it -> ((Event.LlmAnswered) it).answerBlob())
        .limit(1)
        .flatMap(it -> history.get(it).stream())
        .mapToLong(it -> TokenEstimate.of(new String(it, UTF_8)));
  }

  private static boolean counts(GenerationRecord record) {
    boolean first = record.attempt() == 1 && record.parent() == 0;
    boolean fresh =
        record.producerModel().map(it -> !it.startsWith(ReplayClient.PROVIDER + ":")).orElse(true);
    boolean judged =
        viable(record)
            || record
                .failure()
                .map(it -> it.failureClass() == FailureClass.CANDIDATE)
                .orElse(false);
    return first && fresh && judged;
  }

  private static boolean viable(GenerationRecord record) {
    return record.viable().orElse(false);
  }

  /** With the answers of recordings, where none is known so far. */
  public SpecPast orAnswers(Recordings recordings, String specHash) {
    if (answer.isPresent()) {
      return this;
    }
    List<Long> tokens =
        recordings.all().stream()
            .filter(it -> it.request().specHash().equals(specHash))
            .filter(it -> it.request().purpose() == Purpose.GENERATE)
            .map(Recording::answer)
            .map(SpecPast::tokens)
            .sorted()
            .toList();
    return new SpecPast(tries, median(tokens), tokens.size(), !tokens.isEmpty(), false, duration);
  }

  private static long tokens(LlmAnswer answer) {
    return answer.usageKnown() ? answer.usage().output() : TokenEstimate.of(answer.text());
  }

  /** The lower one of two in the middle. */
  private static OptionalLong median(List<Long> sorted) {
    return sorted.isEmpty()
        ? OptionalLong.empty()
        : OptionalLong.of(sorted.get((sorted.size() - 1) / 2));
  }
}
