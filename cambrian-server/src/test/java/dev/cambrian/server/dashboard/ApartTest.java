package dev.cambrian.server.dashboard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cambrian.core.history.HistoryException;
import dev.cambrian.server.supervisor.RequestException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@DisplayNameGeneration(ReplaceUnderscores.class)
@Timeout(60)
final class ApartTest {
  @Test
  void what_is_stuck_is_not_waited_for_and_keeps_its_place_until_it_ends() throws Exception {
    Apart apart = new Apart(1, Duration.ofMillis(50));
    Semaphore stuck = new Semaphore(0);
    CountDownLatch ended = new CountDownLatch(1);

    assertThatThrownBy(
            () ->
                apart.run(
                    () -> {
                      stuck.acquireUninterruptibly();
                      ended.countDown();
                      return "late";
                    }))
        .isInstanceOf(RequestException.class)
        .hasMessageContaining("longer than 50 ms");
    assertThatThrownBy(() -> apart.run(() -> "next"))
        .isInstanceOf(RequestException.class)
        .hasMessageContaining("other queries are being answered");

    stuck.release();
    ended.await();
    assertThat(onceThereIsAPlace(apart)).isEqualTo("next");
  }

  private static String onceThereIsAPlace(Apart apart) {
    while (true) {
      try {
        return apart.run(() -> "next");
      } catch (RequestException full) {
        Thread.onSpinWait(); // The place is given back a moment after the end.
      }
    }
  }

  @Test
  void work_is_done_on_no_virtual_thread_and_what_it_throws_arrives() {
    Apart apart = new Apart(1, Duration.ofSeconds(30));

    assertThat(apart.run(() -> Thread.currentThread().isVirtual())).isFalse();
    HistoryException.QueryFailed failed = new HistoryException.QueryFailed("no");
    assertThatThrownBy(
            () ->
                apart.run(
                    () -> {
                      throw failed;
                    }))
        .isSameAs(failed);
    assertThat(apart.run(() -> "next")).isEqualTo("next");
  }
}
