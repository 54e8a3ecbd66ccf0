package dev.cambrian.core.llm;

import java.time.Duration;

/** Hears how an exchange goes on; called on the thread that asks, must return at once. */
public interface LlmProgress {
  LlmProgress NONE = new LlmProgress() {};

  /** Characters of answer text received so far. */
  default void received(long characters) {}

  /**
   * The next piece of answer text, from providers that tell it as it comes; the others tell only
   * the whole answer. Pieces may part a surrogate pair.
   */
  default void text(String piece) {}

  /** Another attempt begins: what {@link #text} told before is void. */
  default void restarted() {}

  /** The client waits, for instance for a rate limit or a person. {@code reason} is one line. */
  default void waiting(String reason, Duration expected) {}
}
