package dev.cambrian.server.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cambrian.server.view.Spending;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(ReplaceUnderscores.class)
final class SpentTest {
  private static final LocalDate MONDAY = LocalDate.of(2026, 11, 23);

  @Test
  void it_is_summed_again_only_after_an_event_or_on_another_day() {
    AtomicLong head = new AtomicLong(7);
    AtomicReference<LocalDate> today = new AtomicReference<>(MONDAY);
    List<LocalDate> summed = new ArrayList<>();
    Spent spent =
        new Spent(
            head::get,
            today::get,
            day -> {
              summed.add(day);
              return Spending.NONE;
            });

    assertThat(spent.get()).isSameAs(spent.get());
    assertThat(summed).containsExactly(MONDAY);

    head.set(8);
    assertThat(spent.get()).isSameAs(spent.get());
    assertThat(summed).hasSize(2);

    today.set(MONDAY.plusDays(1));
    assertThat(spent.get()).isSameAs(spent.get());
    assertThat(summed).containsExactly(MONDAY, MONDAY, MONDAY.plusDays(1));
  }
}
