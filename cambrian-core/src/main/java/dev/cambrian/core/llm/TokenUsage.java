package dev.cambrian.core.llm;

/**
 * Tokens of one or more exchanges.
 *
 * @param input every input token, those of the cache included
 * @param output every output token
 * @param cacheRead those of {@code input} that were read from the provider's prompt cache
 * @param cacheWrite those of {@code input} that were written to it
 */
public record TokenUsage(long input, long output, long cacheRead, long cacheWrite) {
  public static final TokenUsage NONE = new TokenUsage(0, 0, 0, 0);

  public TokenUsage {
    if (input < 0
        || output < 0
        || cacheRead < 0
        || cacheWrite < 0
        || cacheRead + cacheWrite > input) {
      throw new IllegalArgumentException(
          "impossible usage: input=%d output=%d cacheRead=%d cacheWrite=%d"
              .formatted(input, output, cacheRead, cacheWrite));
    }
  }

  public static TokenUsage of(long input, long output) {
    return new TokenUsage(input, output, 0, 0);
  }

  public TokenUsage plus(TokenUsage other) {
    return new TokenUsage(
        input + other.input,
        output + other.output,
        cacheRead + other.cacheRead,
        cacheWrite + other.cacheWrite);
  }

  /** Input and output together: what a token budget counts. */
  public long total() {
    return input + output;
  }
}
