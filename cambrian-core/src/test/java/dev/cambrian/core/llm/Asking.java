package dev.cambrian.core.llm;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** A thread that asks, and what came of it. */
final class Asking {
  private final AtomicReference<@Nullable LlmAnswer> answer = new AtomicReference<>();
  private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
  private final AtomicBoolean flag = new AtomicBoolean();
  private final CountDownLatch done = new CountDownLatch(1);
  private final Thread thread;

  private Asking(LlmClient client, LlmRequest request, LlmProgress progress) {
    thread =
        Thread.ofPlatform()
            .daemon()
            .start(
                () -> {
                  try {
                    answer.set(client.answer(request, progress));
                  } catch (Throwable e) {
                    failure.set(e);
                  }
                  flag.set(Thread.currentThread().isInterrupted());
                  done.countDown();
                });
  }

  static Asking start(LlmClient client, LlmRequest request, LlmProgress progress) {
    return new Asking(client, request, progress);
  }

  LlmAnswer answer() throws InterruptedException {
    assertThat(done.await(20, TimeUnit.SECONDS)).as("answered in time").isTrue();
    assertThat(failure.get()).isNull();
    LlmAnswer got = answer.get();
    assertThat(got).isNotNull();
    return Objects.requireNonNull(got);
  }

  /** Interrupts and demands the promised end within two seconds. */
  void interruptEndsIt() throws InterruptedException {
    long start = System.nanoTime();
    thread.interrupt();
    assertThat(done.await(20, TimeUnit.SECONDS)).as("ended").isTrue();
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(2));
    assertThat(failure.get()).isInstanceOf(LlmException.Interrupted.class);
    assertThat(flag).as("interrupt flag").isTrue();
  }
}
