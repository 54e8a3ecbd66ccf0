package dev.cambrian.server.gateway;

import dev.cambrian.core.event.Event;
import dev.cambrian.core.event.RecordedEvent;
import dev.cambrian.core.event.StreamId;
import dev.cambrian.core.history.History;
import dev.cambrian.core.llm.Budget;
import dev.cambrian.core.llm.LlmException;
import dev.cambrian.core.llm.Prices;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * What one organism may still do: its calls at once, its budgets, and which request comes next.
 * What it has used is summed from the history, once; calls that broke off are counted beside it.
 * Calls that are made at once never reserve more than is left.
 */
final class Account {
  private static final int BATCH = 1_000;

  private final GatewayToken token;
  private final History history;
  private final Prices prices;
  private final Budget budget;
  private final Set<NextRequest> inFlight = new HashSet<>();
  private int entered;
  private OrganismPast past;
  private long position;

  Account(GatewayToken token, GatewayTokens.Charge broken, History history, Prices prices) {
    this.token = token;
    this.history = history;
    this.prices = prices;
    budget = new Budget(token.tokenBudget(), token.microUsdBudget());
    past =
        OrganismPast.initial(
            token.organismId(),
            token.generation(),
            Ancestry.answered(history, token.generation(), token.specHash()));
    position = beginning();
    follow();
    budget.charge(past.tokens() + broken.tokens(), past.microUsd() + broken.microUsd());
  }

  GatewayToken token() {
    return token;
  }

  /**
   * Takes one of the places for calls at once.
   *
   * @throws RefusedCall if all are taken
   */
  synchronized Place enter() {
    if (entered >= token.maxInFlight()) {
      throw RefusedCall.of(
          ErrorKind.RATE_LIMIT,
          "%d calls are under way, which are as many as this token may make at once"
              .formatted(entered));
    }
    entered++;
    return new Place();
  }

  private synchronized void leave() {
    entered--;
  }

  /** One of the places for calls at once, until it is closed; closing it again does nothing. */
  final class Place implements AutoCloseable {
    private final AtomicBoolean taken = new AtomicBoolean(true);

    private Place() {}

    @Override
    public void close() {
      if (taken.getAndSet(false)) {
        leave();
      }
    }
  }

  /**
   * Reserves the most that the request can use.
   *
   * @param free whether nothing is used whatever is answered
   * @throws RefusedCall if the budget does not allow it
   */
  synchronized Asked ask(MessagesRequest request, boolean free) {
    follow();
    NextRequest next = past.next(inFlight);
    long input = request.estimatedInput();
    try {
      Budget.Reservation reservation =
          free
              ? Budget.unlimited().reserve(request.model(), 0, 0, prices)
              : budget.reserve(request.model(), input, request.maxTokens(), prices);
      inFlight.add(next);
      return new Asked(next, input, reservation);
    } catch (LlmException.BudgetExhausted exhausted) {
      throw RefusedCall.forGood(ErrorKind.BILLING, String.valueOf(exhausted.getMessage()));
    } catch (ArithmeticException tooMuch) {
      throw RefusedCall.invalid("$.max_tokens: is too large");
    }
  }

  /** What would be asked next. */
  synchronized NextRequest next() {
    return past.next(inFlight);
  }

  private synchronized void forget(NextRequest next) {
    inFlight.remove(next);
  }

  /** The events before the organism's own first one tell nothing of it. */
  private long beginning() {
    String id = token.organismId().toString();
    return history.read(StreamId.organism(token.generation())).stream()
        .filter(event -> event.correlationId().equals(token.organismId()) || mentions(event, id))
        .mapToLong(event -> event.position() - 1)
        .findFirst()
        .orElse(0);
  }

  private static boolean mentions(RecordedEvent event, String organismId) {
    return event.event() instanceof Event.OrganismStarted started
        && started.organismId().equals(organismId);
  }

  private void follow() {
    while (true) {
      List<RecordedEvent> events = history.readAll(position, BATCH);
      for (RecordedEvent event : events) {
        past = past.evolve(event);
        position = event.position();
      }
      if (events.size() < BATCH) {
        return;
      }
    }
  }

  /** A request that is under way. Closing it unsettled gives everything back. */
  final class Asked implements AutoCloseable {
    private final NextRequest next;
    private final long estimatedInput;
    private final Budget.Reservation reservation;

    private Asked(NextRequest next, long estimatedInput, Budget.Reservation reservation) {
      this.next = next;
      this.estimatedInput = estimatedInput;
      this.reservation = reservation;
    }

    NextRequest next() {
      return next;
    }

    long estimatedInput() {
      return estimatedInput;
    }

    void settle(GatewayTokens.Charge used) {
      reservation.settle(used.tokens(), used.microUsd());
    }

    @Override
    public void close() {
      reservation.close();
      forget(next);
    }
  }
}
