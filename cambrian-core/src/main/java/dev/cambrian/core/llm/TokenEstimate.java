package dev.cambrian.core.llm;

import java.nio.charset.StandardCharsets;

/**
 * How many tokens a text has at most, as far as that can be told without the model's tokenizer: its
 * UTF-8 bytes divided by three, rounded up. Code and English prose have about four characters a
 * token, scripts of three bytes a character about one token a character, so the guess errs upwards.
 */
public final class TokenEstimate {
  private static final int BYTES_PER_TOKEN = 3;
  private static final int PER_MESSAGE = 8;

  private TokenEstimate() {}

  public static long of(String text) {
    long bytes = text.getBytes(StandardCharsets.UTF_8).length;
    return (bytes + BYTES_PER_TOKEN - 1) / BYTES_PER_TOKEN;
  }

  /** All input tokens of a request, with a little for the frame of each message. */
  public static long input(LlmRequest request) {
    long sum = of(request.system()) + PER_MESSAGE;
    for (Message message : request.messages()) {
      sum += of(message.text()) + PER_MESSAGE;
    }
    return sum;
  }
}
