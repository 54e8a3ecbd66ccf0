package dev.cambrian.core.llm;

import java.time.Duration;

/** Hears how an exchange goes on; called on the thread that asks, must return at once. */
public interface LlmProgress {
  LlmProgress NONE = new LlmProgress() {};

  /** Characters of answer text received so far. */
  default void received(long characters) {}

  /** The client waits, for instance for a rate limit or a person. {@code reason} is one line. */
  default void waiting(String reason, Duration expected) {}
}
