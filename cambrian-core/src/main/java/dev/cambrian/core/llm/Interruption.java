package dev.cambrian.core.llm;

/** The one way in which a client answers an interrupt: flag set, typed exception. */
final class Interruption {
  private Interruption() {}

  static void check() {
    if (Thread.currentThread().isInterrupted()) {
      throw new LlmException.Interrupted();
    }
  }

  static LlmException.Interrupted caught() {
    Thread.currentThread().interrupt();
    return new LlmException.Interrupted();
  }
}
