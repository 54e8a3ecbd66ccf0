package dev.cambrian.core.llm;

import java.util.Locale;
import java.util.OptionalLong;

/**
 * A cap on tokens and one on money, shared by any number of threads. Each call reserves the most
 * that it can use before it is made and settles what it really used after, so that calls made at
 * once never reserve more than is left. Replayed answers use neither.
 */
public final class Budget {
  private final long tokenCap;
  private final long microUsdCap;
  private long tokensUsed;
  private long tokensReserved;
  private long microUsdUsed;
  private long microUsdReserved;

  /**
   * @param tokenCap input and output tokens together; 0: none
   * @param microUsdCap millionths of a US dollar; 0: none
   */
  public Budget(long tokenCap, long microUsdCap) {
    if (tokenCap < 0 || microUsdCap < 0) {
      throw new IllegalArgumentException(
          "a cap is at least 0, not %d tokens and %d micro-USD".formatted(tokenCap, microUsdCap));
    }
    this.tokenCap = tokenCap;
    this.microUsdCap = microUsdCap;
  }

  public static Budget unlimited() {
    return new Budget(0, 0);
  }

  /**
   * Reserves the most that {@code request} can use: its estimated input and all its output tokens.
   *
   * @throws LlmException.BudgetExhausted if that is more than is left, or if there is a cap on
   *     money and the model has no price
   */
  public Reservation reserve(LlmRequest request, Prices prices) {
    return reserve(request.model(), TokenEstimate.input(request), request.maxTokens(), prices);
  }

  /**
   * Reserves the most that a call can use.
   *
   * @param input estimated input tokens
   * @param maxTokens the most output tokens
   * @throws LlmException.BudgetExhausted as {@link #reserve(LlmRequest, Prices)}
   */
  public Reservation reserve(String model, long input, long maxTokens, Prices prices) {
    requirePrice(model, prices);
    OptionalLong cost = prices.estimateMicroUsd(model, input, maxTokens);
    return reserve(Math.addExact(input, maxTokens), cost.orElse(0));
  }

  /**
   * Requires that the cap on money can be kept with that model.
   *
   * @throws LlmException.BudgetExhausted if there is such a cap and the model has no price
   */
  public void requirePrice(String model, Prices prices) {
    if (microUsdCap > 0 && prices.estimateMicroUsd(model, 0, 0).isEmpty()) {
      throw new LlmException.BudgetExhausted(
          "the price of the model %s is unknown, so the money budget of %s cannot be kept; add it to"
                  .formatted(Texts.oneLine(model), usd(microUsdCap))
              + " a price file or set a token budget instead");
    }
  }

  private synchronized Reservation reserve(long tokens, long microUsd) {
    if (tokenCap > 0 && tokens > tokenCap - tokensUsed - tokensReserved) {
      throw new LlmException.BudgetExhausted(
          "the token budget of %d does not allow this call: %d used, %d reserved by others, up to %d needed"
              .formatted(tokenCap, tokensUsed, tokensReserved, tokens));
    }
    if (microUsdCap > 0 && microUsd > microUsdCap - microUsdUsed - microUsdReserved) {
      throw new LlmException.BudgetExhausted(
          "the money budget of %s does not allow this call: %s used, %s reserved by others, up to %s needed"
              .formatted(
                  usd(microUsdCap), usd(microUsdUsed), usd(microUsdReserved), usd(microUsd)));
    }
    tokensReserved += tokens;
    microUsdReserved += microUsd;
    return new Reservation(this, tokens, microUsd);
  }

  /**
   * Counts what was used before or beside any reservation, whatever is left: what is gone on with
   * begins with what it has spent.
   *
   * @param tokens at least 0
   * @param microUsd millionths of a US dollar, at least 0
   */
  public synchronized void charge(long tokens, long microUsd) {
    if (tokens < 0 || microUsd < 0) {
      throw new IllegalArgumentException(
          "nobody uses %d tokens and %d micro-USD".formatted(tokens, microUsd));
    }
    tokensUsed += tokens;
    microUsdUsed += microUsd;
  }

  public synchronized long tokensUsed() {
    return tokensUsed;
  }

  /** Millionths of a US dollar; answers of unknown price are not in it. */
  public synchronized long microUsdUsed() {
    return microUsdUsed;
  }

  private synchronized void settle(Reservation reservation, long tokens, long microUsd) {
    tokensReserved -= reservation.tokens;
    microUsdReserved -= reservation.microUsd;
    tokensUsed += tokens;
    microUsdUsed += microUsd;
  }

  private static String usd(long micro) {
    return String.format(Locale.ROOT, "$%.4f", micro / 1e6);
  }

  /**
   * What one call may use. Closing it unsettled gives all of it back: a call that failed counts as
   * free, since no provider tells what it charged for one.
   */
  public static final class Reservation implements AutoCloseable {
    private final Budget budget;
    private final long tokens;
    private final long microUsd;
    private boolean settled;

    private Reservation(Budget budget, long tokens, long microUsd) {
      this.budget = budget;
      this.tokens = tokens;
      this.microUsd = microUsd;
    }

    /**
     * Counts what the answer used, where the provider did not tell it an estimate, and gives back
     * the rest. Only the first call counts.
     */
    public void settle(LlmRequest request, LlmAnswer answer, Prices prices) {
      if (answer.replayed()) {
        finish(0, 0);
        return;
      }
      TokenUsage usage =
          answer.usageKnown()
              ? answer.usage()
              : TokenUsage.of(TokenEstimate.input(request), TokenEstimate.of(answer.text()));
      OptionalLong cost = prices.costMicroUsd(answer.producerModel(), usage);
      if (cost.isEmpty()) {
        cost = prices.costMicroUsd(request.model(), usage);
      }
      finish(usage.total(), cost.orElse(0));
    }

    /** Counts what the call used and gives back the rest. Only the first settlement counts. */
    public void settle(long usedTokens, long usedMicroUsd) {
      finish(usedTokens, usedMicroUsd);
    }

    @Override
    public void close() {
      finish(0, 0);
    }

    private void finish(long usedTokens, long usedMicroUsd) {
      synchronized (budget) {
        if (!settled) {
          settled = true;
          budget.settle(this, usedTokens, usedMicroUsd);
        }
      }
    }
  }
}
