package dev.cambrian.server.terminal;

/**
 * What a piece of work may spend.
 *
 * @param tokens input and output together; 0: no limit
 * @param microUsd millionths of a US dollar; 0: no limit
 */
public record Caps(long tokens, long microUsd) {
  /** No limit at all. */
  public static final Caps NONE = new Caps(0, 0);

  public Caps {
    if (tokens < 0 || microUsd < 0) {
      throw new IllegalArgumentException(
          "a cap is at least 0, not %d tokens and %d micro-USD".formatted(tokens, microUsd));
    }
  }
}
