package dev.cambrian.core.llm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BudgetTest {
  /** Of {@link #request}: 1 + 8 of the system message, 1 + 8 of the user's, 100 of output. */
  private static final long NEEDED = 118;

  private static final Prices PRICES = Prices.builtIn();

  @TempDir Path directory;

  @Test
  void a_call_that_fits_is_made_and_settled_with_what_it_used() {
    Budget budget = new Budget(NEEDED, 0);
    LlmClient client = new BudgetedClient((r, p) -> answer(TokenUsage.of(20, 30)), budget, PRICES);

    client.answer(request("gpt-4.1"), LlmProgress.NONE);

    assertThat(budget.tokensUsed()).isEqualTo(50);
    assertThat(budget.microUsdUsed()).isEqualTo(20 * 2 + 30 * 8);
  }

  @Test
  void a_call_that_could_use_more_than_is_left_is_not_made() {
    Budget budget = new Budget(NEEDED - 1, 0);
    LlmClient client = new BudgetedClient(neverAsked(), budget, PRICES);

    assertThatThrownBy(() -> client.answer(request("gpt-4.1"), LlmProgress.NONE))
        .isInstanceOf(LlmException.BudgetExhausted.class)
        .hasMessage(
            "the token budget of 117 does not allow this call: 0 used, 0 reserved by others, up to"
                + " 118 needed");
  }

  @Test
  void what_was_used_beside_any_reservation_counts() {
    Budget budget = new Budget(100, 0);
    budget.charge(40, 0);

    assertThatThrownBy(() -> budget.reserve("m", 11, 50, PRICES))
        .isInstanceOf(LlmException.BudgetExhausted.class)
        .hasMessageContaining("40 used");
    try (Budget.Reservation reservation = budget.reserve("m", 10, 50, PRICES)) {
      reservation.settle(30, 7);
      reservation.settle(60, 9);
    }
    assertThat(budget.tokensUsed()).isEqualTo(70);
    assertThat(budget.microUsdUsed()).isEqualTo(7);
  }

  @Test
  void what_is_gone_on_with_has_only_the_rest_of_both_caps() {
    Budget tokens = new Budget(NEEDED + 40, 0);
    tokens.charge(40, 0);
    new BudgetedClient((r, p) -> answer(TokenUsage.of(18, 100)), tokens, PRICES)
        .answer(request("gpt-4.1"), LlmProgress.NONE);
    assertThat(tokens.tokensUsed()).isEqualTo(40 + 118);

    Budget money = new Budget(0, 2_000);
    money.charge(0, 1_200);
    assertThatThrownBy(
            () ->
                new BudgetedClient(neverAsked(), money, PRICES)
                    .answer(request("gpt-4.1"), LlmProgress.NONE))
        .isInstanceOf(LlmException.BudgetExhausted.class)
        .hasMessageContaining("$0.0012 used");
  }

  @Test
  void more_may_have_been_spent_than_is_allowed_now_and_then_nothing_is_asked() {
    Budget budget = new Budget(NEEDED, 1);
    budget.charge(Long.MAX_VALUE, Long.MAX_VALUE);

    assertThatThrownBy(
            () ->
                new BudgetedClient(neverAsked(), budget, PRICES)
                    .answer(request("gpt-4.1"), LlmProgress.NONE))
        .isInstanceOf(LlmException.BudgetExhausted.class);
  }

  @Test
  void nothing_is_ever_given_back_by_a_charge() {
    Budget budget = Budget.unlimited();

    assertThatThrownBy(() -> budget.charge(-1, 0)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> budget.charge(0, -1)).isInstanceOf(IllegalArgumentException.class);
    assertThat(budget.tokensUsed()).isZero();
  }

  @Test
  void money_is_capped_too() {
    long needed = 18 * 2 + 100 * 8;
    Budget enough = new Budget(0, needed);
    new BudgetedClient((r, p) -> answer(TokenUsage.of(18, 100)), enough, PRICES)
        .answer(request("gpt-4.1"), LlmProgress.NONE);
    assertThat(enough.microUsdUsed()).isEqualTo(needed);

    LlmClient client = new BudgetedClient(neverAsked(), new Budget(0, needed - 1), PRICES);
    assertThatThrownBy(() -> client.answer(request("gpt-4.1"), LlmProgress.NONE))
        .isInstanceOf(LlmException.BudgetExhausted.class)
        .hasMessageContaining("$0.0008");
  }

  @Test
  void a_money_budget_refuses_a_model_without_a_price() {
    LlmClient client = new BudgetedClient(neverAsked(), new Budget(0, 1_000_000), PRICES);

    assertThatThrownBy(() -> client.answer(request("llama"), LlmProgress.NONE))
        .isInstanceOf(LlmException.BudgetExhausted.class)
        .hasMessageContaining("the price of the model llama is unknown")
        .hasMessageContaining("price file");
  }

  @Test
  void a_failed_call_gives_its_reservation_back() {
    Budget budget = new Budget(NEEDED, 0);
    AtomicInteger calls = new AtomicInteger();
    LlmClient client =
        new BudgetedClient(
            (r, p) -> {
              if (calls.incrementAndGet() == 1) {
                throw new LlmException.Unavailable("down");
              }
              return answer(TokenUsage.of(1, 1));
            },
            budget,
            PRICES);

    assertThatThrownBy(() -> client.answer(request("gpt-4.1"), LlmProgress.NONE))
        .isInstanceOf(LlmException.Unavailable.class);
    assertThat(budget.tokensUsed()).isZero();
    client.answer(request("gpt-4.1"), LlmProgress.NONE);
    assertThat(budget.tokensUsed()).isEqualTo(2);
  }

  @Test
  void unknown_usage_is_settled_by_estimate() {
    Budget budget = new Budget(1000, 0);
    LlmAnswer uncounted =
        new LlmAnswer(
            "x".repeat(30),
            "command",
            "gpt-4.1",
            LlmAnswer.StopReason.COMPLETE,
            TokenUsage.NONE,
            false,
            Duration.ZERO);

    new BudgetedClient((r, p) -> uncounted, budget, PRICES)
        .answer(request("gpt-4.1"), LlmProgress.NONE);

    assertThat(budget.tokensUsed()).isEqualTo(18 + 10);
    assertThat(budget.microUsdUsed()).isEqualTo(18 * 2 + 10 * 8);
  }

  @Test
  void a_replay_needs_no_budget_and_uses_none() {
    new RecordingClient((r, p) -> answer(TokenUsage.of(50, 50)), directory, Clock.systemUTC())
        .answer(request("gpt-4.1"), LlmProgress.NONE);
    Budget budget = new Budget(1, 1);
    LlmClient replay = new BudgetedClient(new ReplayClient(List.of(directory)), budget, PRICES);

    assertThat(replay.answer(request("unheard-of"), LlmProgress.NONE).usage().total())
        .isEqualTo(100);
    assertThat(budget.tokensUsed()).isZero();
    assertThat(budget.microUsdUsed()).isZero();
  }

  @Test
  void calls_made_at_once_never_use_more_than_the_cap() throws InterruptedException {
    int calls = 40;
    int allowed = 7;
    Budget budget = new Budget(allowed * NEEDED, 0);
    CountDownLatch decided = new CountDownLatch(calls);
    AtomicLong spent = new AtomicLong();
    AtomicInteger refused = new AtomicInteger();
    LlmClient client =
        new BudgetedClient(
            (r, p) -> {
              decided.countDown();
              waitFor(decided);
              spent.addAndGet(NEEDED);
              return answer(TokenUsage.of(18, 100));
            },
            budget,
            PRICES);

    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < calls; i++) {
      threads.add(
          Thread.ofVirtual()
              .start(
                  () -> {
                    try {
                      client.answer(request("gpt-4.1"), LlmProgress.NONE);
                    } catch (LlmException.BudgetExhausted e) {
                      refused.incrementAndGet();
                      decided.countDown();
                    }
                  }));
    }
    for (Thread thread : threads) {
      thread.join();
    }

    assertThat(spent.get()).isEqualTo(allowed * NEEDED);
    assertThat(budget.tokensUsed()).isEqualTo(allowed * NEEDED);
    assertThat(refused).hasValue(calls - allowed);
  }

  @Test
  void no_cap_allows_everything() {
    Budget budget = Budget.unlimited();

    new BudgetedClient((r, p) -> answer(TokenUsage.of(1_000_000, 1)), budget, PRICES)
        .answer(request("llama"), LlmProgress.NONE);

    assertThat(budget.tokensUsed()).isEqualTo(1_000_001);
  }

  private static void waitFor(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw Interruption.caught();
    }
  }

  private static LlmClient neverAsked() {
    return (request, progress) -> {
      throw new AssertionError("asked");
    };
  }

  private static LlmRequest request(String model) {
    return new LlmRequest(
        Requests.SPEC, Purpose.GENERATE, 1, model, "abc", List.of(Message.user("abc")), 100);
  }

  private static LlmAnswer answer(TokenUsage usage) {
    return new LlmAnswer(
        "x", "openai", "gpt-4.1", LlmAnswer.StopReason.COMPLETE, usage, true, Duration.ZERO);
  }
}
