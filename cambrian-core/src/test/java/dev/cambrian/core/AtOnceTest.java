package dev.cambrian.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@DisplayNameGeneration(ReplaceUnderscores.class)
@Timeout(60)
final class AtOnceTest {
  /** Until it is interrupted. */
  private static String endless() {
    try {
      new CountDownLatch(1).await();
      return "never";
    } catch (InterruptedException e) {
      return "interrupted";
    }
  }

  @Test
  void what_is_too_many_begins_when_one_before_it_has_ended() {
    List<String> told = new CopyOnWriteArrayList<>();
    CountDownLatch on = new CountDownLatch(1);
    try (AtOnce<Boolean> work = new AtOnce<>(1)) {
      Future<Boolean> first =
          work.start(
              () -> {
                on.await();
                return told.add("first ends");
              });
      Future<Boolean> second = work.start(() -> told.add("second begins"));
      on.countDown();

      assertThat(work.end(second)).isTrue();
      assertThat(work.end(first)).isTrue();
    }
    assertThat(told).containsExactly("first ends", "second begins");
  }

  @Test
  void the_first_that_fails_ends_those_that_run_and_those_that_wait() {
    try (AtOnce<String> work = new AtOnce<>(2)) {
      Future<String> runs = work.start(AtOnceTest::endless);
      Future<String> fails =
          work.start(
              () -> {
                throw new IllegalStateException("broken");
              });
      // Else what waits could begin as soon as the failure has ended.
      Future<String> _ = work.start(AtOnceTest::endless);
      Future<String> waits = work.start(() -> "begun");

      assertThatThrownBy(() -> work.end(fails))
          .isInstanceOf(IllegalStateException.class)
          .hasMessage("broken");
      assertThat(work.end(runs)).isEqualTo("interrupted");
      assertThatThrownBy(() -> work.end(waits)).isInstanceOf(CancellationException.class);
    }
  }

  @Test
  void an_interrupted_thread_waits_for_the_end_of_what_it_interrupted() {
    try (AtOnce<String> work = new AtOnce<>(1)) {
      Future<String> runs = work.start(AtOnceTest::endless);
      Future<String> waits = work.start(() -> "begun");
      Thread.currentThread().interrupt();

      assertThat(work.end(runs)).isEqualTo("interrupted");
      assertThat(Thread.interrupted()).isTrue();
      assertThatThrownBy(() -> work.end(waits)).isInstanceOf(CancellationException.class);
    }
  }
}
