package dev.cambrian.server.view;

import dev.cambrian.core.event.Event;
import dev.cambrian.core.event.RecordedEvent;
import dev.cambrian.server.terminal.Format;
import java.time.Instant;

/**
 * An event as people are told it: {@code generation 2: build ok in 5.8 s}. What it says may hold
 * the words of models and artifacts, in full: it is hostile, and may be long and of many lines.
 *
 * @param position in the history
 * @param at when it was recorded
 * @param subject whom it is about
 * @param what happened, without an end mark
 * @param tone how it is meant
 */
public record Happening(long position, Instant at, Subject subject, String what, Tone tone) {

  /** Whether it is a good thing. */
  public enum Tone {
    /** Neither. */
    PLAIN,
    GOOD,
    BAD
  }

  /** Whom something is about. */
  public sealed interface Subject {
    /** How a sentence names it. */
    String words();
  }

  /** A generation that is grown. */
  public record OfGeneration(int number) implements Subject {
    @Override
    public String words() {
      return "generation " + number;
    }
  }

  /**
   * A generation that runs.
   *
   * @param generation that it is
   */
  public record OfOrganism(int generation, String id) implements Subject {
    @Override
    public String words() {
      return "organism of generation " + generation;
    }
  }

  /** A spec. */
  public record OfSpec(String hash) implements Subject {
    @Override
    public String words() {
      return "spec " + Format.hash(hash);
    }
  }

  /** A campaign. */
  public record OfCampaign(String id) implements Subject {
    @Override
    public String words() {
      return "campaign " + id;
    }
  }

  /** As the history tells it. */
  public static Happening of(RecordedEvent recorded) {
    Event event = recorded.event();
    return new Happening(
        recorded.position(),
        recorded.recordedAt(),
        subject(event),
        Sentences.of(event),
        Sentences.tone(event));
  }

  /** The same in other words. */
  Happening saying(String words) {
    return new Happening(position, at, subject, words, tone);
  }

  /** The whole sentence, without an end mark. */
  public String sentence() {
    return subject.words() + ": " + what;
  }

  private static Subject subject(Event event) {
    return switch (event) {
      case Event.OfGeneration it -> new OfGeneration(it.generation());
      case Event.LlmAnswered it ->
          it.organismId()
              .<Subject>map(id -> new OfOrganism(it.generation(), id))
              .orElseGet(() -> new OfGeneration(it.generation()));
      case Event.OrganismStarted it -> new OfOrganism(it.generation(), it.organismId());
      case Event.OrganismStopped it -> new OfOrganism(it.generation(), it.organismId());
      case Event.OfSpec it -> new OfSpec(it.specHash());
      case Event.OfCampaign it -> new OfCampaign(it.campaignId());
    };
  }
}
