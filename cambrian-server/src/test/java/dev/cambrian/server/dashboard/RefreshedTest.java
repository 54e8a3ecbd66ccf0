package dev.cambrian.server.dashboard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(ReplaceUnderscores.class)
final class RefreshedTest {
  private static final Duration LONG = Duration.ofDays(1);
  private static final Duration LIMIT = Duration.ofSeconds(30);

  private final AtomicInteger looks = new AtomicInteger();

  @Test
  void who_asks_first_waits_for_the_first_look_and_nobody_looks_again_while_it_is_fresh() {
    Refreshed<Integer> refreshed = new Refreshed<>(LONG, LIMIT, 0, looks::incrementAndGet);

    assertThat(refreshed.get()).isEqualTo(1);
    assertThat(refreshed.get()).isEqualTo(1);
    assertThat(looks).hasValue(1);
  }

  @Test
  void nothing_is_looked_at_before_somebody_asks() {
    Refreshed<Integer> _ = new Refreshed<>(LONG, LIMIT, 0, looks::incrementAndGet);

    assertThat(looks).hasValue(0);
  }

  @Test
  void who_would_not_wait_is_told_what_was_before_and_looks_are_made_one_at_a_time() {
    CountDownLatch released = new CountDownLatch(1);
    Refreshed<Integer> refreshed =
        new Refreshed<>(
            LONG,
            Duration.ZERO,
            -1,
            () -> {
              int look = looks.incrementAndGet();
              awaitUninterruptibly(released);
              return look;
            });

    assertThat(refreshed.get()).isEqualTo(-1);
    assertThat(refreshed.get()).isEqualTo(-1);
    released.countDown();
    await().atMost(LIMIT).until(() -> refreshed.get() == 1);
    assertThat(looks).hasValue(1);
  }

  @Test
  void what_is_old_is_looked_at_anew() {
    Refreshed<Integer> refreshed = new Refreshed<>(Duration.ZERO, LIMIT, 0, looks::incrementAndGet);

    assertThat(refreshed.get()).isPositive();
    await().atMost(LIMIT).until(() -> refreshed.get() > 1);
  }

  @Test
  void who_comes_after_nobody_asked_for_long_is_told_what_is_now() {
    Refreshed<Integer> refreshed = new Refreshed<>(Duration.ZERO, LIMIT, 0, looks::incrementAndGet);

    assertThat(refreshed.get()).isEqualTo(1);
    assertThat(refreshed.get()).isEqualTo(2);
  }

  @Test
  void a_look_that_fails_leaves_the_last_one_and_the_next_may_succeed() {
    Refreshed<Integer> refreshed =
        new Refreshed<>(
            Duration.ZERO,
            LIMIT,
            0,
            () -> {
              int look = looks.incrementAndGet();
              if (look == 1) {
                throw new IllegalStateException("not yet");
              }
              return look;
            });

    assertThat(refreshed.get()).isZero();
    await().atMost(LIMIT).until(() -> refreshed.get() >= 2);
  }

  private static void awaitUninterruptibly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
