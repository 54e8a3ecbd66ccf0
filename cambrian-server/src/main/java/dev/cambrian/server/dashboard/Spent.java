package dev.cambrian.server.dashboard;

import dev.cambrian.server.view.Spending;
import java.time.LocalDate;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/** What was spent: summed anew only where something happened since, or another day began. */
final class Spent {
  private final LongSupplier head;
  private final Supplier<LocalDate> today;
  private final Function<LocalDate, Spending> sum;
  private Optional<Known> known = Optional.empty();

  private record Known(long head, LocalDate day, Spending spending) {}

  /**
   * Sums nothing yet.
   *
   * @param head position of the last event
   */
  Spent(LongSupplier head, Supplier<LocalDate> today, Function<LocalDate, Spending> sum) {
    this.head = head;
    this.today = today;
    this.sum = sum;
  }

  synchronized Spending get() {
    // The position first: what comes while it is summed is summed once more.
    long at = head.getAsLong();
    LocalDate day = today.get();
    Known now =
        known
            .filter(it -> it.head() == at && it.day().equals(day))
            .orElseGet(() -> new Known(at, day, sum.apply(day)));
    known = Optional.of(now);
    return now.spending();
  }
}
