package dev.cambrian.core.llm;

import java.util.List;

/**
 * One question to a model.
 *
 * @param specHash the spec that the answer is grown from, {@code sha256:…}
 * @param ordinal from 1; counts the requests of one purpose within one growth (all its
 *     generations), so that the same prompt asked twice has two recorded answers
 * @param model the provider's name of the model
 * @param system the system message; always a candidate for the provider's prompt cache
 * @param maxTokens the most output tokens to ask for, at least 1
 */
public record LlmRequest(
    String specHash,
    Purpose purpose,
    int ordinal,
    String model,
    String system,
    List<Message> messages,
    int maxTokens) {
  public LlmRequest {
    messages = List.copyOf(messages);
    if (ordinal < 1 || maxTokens < 1 || messages.isEmpty()) {
      throw new IllegalArgumentException(
          "ordinal and maxTokens are at least 1, messages are not empty");
    }
  }
}
