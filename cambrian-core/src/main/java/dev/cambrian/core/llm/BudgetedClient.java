package dev.cambrian.core.llm;

/** Reserves from a budget before each call of another client and settles after it. */
public final class BudgetedClient implements LlmClient {
  private final LlmClient delegate;
  private final Budget budget;
  private final Prices prices;

  public BudgetedClient(LlmClient delegate, Budget budget, Prices prices) {
    this.delegate = delegate;
    this.budget = budget;
    this.prices = prices;
  }

  /**
   * @throws LlmException.BudgetExhausted if the budget does not allow the call, before it is made;
   *     never for a {@link ReplayClient}, which uses nothing
   */
  @Override
  public LlmAnswer answer(LlmRequest request, LlmProgress progress) {
    if (delegate instanceof ReplayClient) {
      return delegate.answer(request, progress);
    }
    try (Budget.Reservation reservation = budget.reserve(request, prices)) {
      LlmAnswer answer = delegate.answer(request, progress);
      reservation.settle(request, answer, prices);
      return answer;
    }
  }

  @Override
  public void requireReady(LlmRequest request) {
    delegate.requireReady(request);
  }
}
