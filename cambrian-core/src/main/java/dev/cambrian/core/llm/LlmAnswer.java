package dev.cambrian.core.llm;

import java.time.Duration;

/**
 * A whole answer: a stream that was cut never becomes one.
 *
 * @param text what the model wrote, thinking left out
 * @param provider {@code anthropic}, {@code openai}, {@code command}, {@code manual} or {@code
 *     replay}
 * @param producerModel the model that really answered; {@code replay:<model>} for a replayed one
 * @param stopReason why it stopped; {@link StopReason#TRUNCATED} and {@link StopReason#REFUSED} are
 *     no final answers
 * @param usage tokens as the provider counted them, {@link TokenUsage#NONE} where it does not tell
 * @param usageKnown whether the provider told them
 * @param elapsed of the exchange, waits for rate limits included
 */
public record LlmAnswer(
    String text,
    String provider,
    String producerModel,
    StopReason stopReason,
    TokenUsage usage,
    boolean usageKnown,
    Duration elapsed) {

  public enum StopReason {
    /** The model had said all it wanted. */
    COMPLETE,
    /** The output limit cut the answer. */
    TRUNCATED,
    /** The model or its provider declined. */
    REFUSED
  }

  /** Whether no model was called. */
  public boolean replayed() {
    return provider.equals("replay");
  }
}
