package dev.cambrian.core.llm;

/**
 * Asks a model. Implementations are safe for use by several threads; {@link #answer} may be
 * interrupted, which ends the exchange and throws {@link LlmException.Interrupted} with the
 * thread's interrupt flag set.
 */
@FunctionalInterface
public interface LlmClient {
  /**
   * Asks and waits for the whole answer. Rate limits and passing network failures are waited out
   * inside, within limits.
   *
   * @throws LlmException if there is no answer; the subclass says who is at fault and whether
   *     asking again can help
   */
  LlmAnswer answer(LlmRequest request, LlmProgress progress);

  /**
   * Throws now what {@link #answer} is already known to throw, so that nothing is begun in vain: a
   * missing recording, a missing key. Asks nobody.
   */
  default void requireReady(LlmRequest request) {}
}
