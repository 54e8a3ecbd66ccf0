package dev.cambrian.server.gateway;

import dev.cambrian.core.llm.LlmAnswer;
import dev.cambrian.core.llm.LlmClient;
import dev.cambrian.core.llm.LlmException;
import dev.cambrian.core.llm.LlmProgress;
import dev.cambrian.core.llm.LlmRequest;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Asks on a thread of its own, so that whoever waits can do other things meanwhile. Closing it
 * interrupts the asking.
 */
final class Asking implements AutoCloseable {
  /** Text that waits to be sent; beyond it the provider waits. */
  private static final int WAITING = 256;

  /** What is heard. */
  sealed interface Signal {
    /** Nothing for a while. */
    record Quiet() implements Signal {}

    record Text(String piece) implements Signal {}

    /** The text so far is void. */
    record Restarted() implements Signal {}

    record Done(LlmAnswer answer) implements Signal {}

    record Failed(RuntimeException failure) implements Signal {}
  }

  private final BlockingQueue<Signal> signals = new ArrayBlockingQueue<>(WAITING);
  private @Nullable Thread worker;

  private Asking() {}

  static Asking start(LlmClient llm, LlmRequest request) {
    Asking asking = new Asking();
    asking.worker =
        Thread.ofVirtual().name("cambrian-gateway").start(() -> asking.run(llm, request));
    return asking;
  }

  /** The next signal; empty where none comes in time. */
  Optional<Signal> next(Duration within) {
    try {
      return Optional.ofNullable(signals.poll(within.toNanos(), TimeUnit.NANOSECONDS));
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      return Optional.of(new Signal.Failed(new LlmException.Interrupted()));
    }
  }

  @Override
  public void close() {
    if (worker != null) {
      worker.interrupt();
    }
  }

  private void run(LlmClient llm, LlmRequest request) {
    try {
      put(new Signal.Done(llm.answer(request, new Telling())));
    } catch (RuntimeException failed) {
      put(new Signal.Failed(failed));
    }
  }

  private void put(Signal signal) {
    try {
      signals.put(signal);
    } catch (InterruptedException nobodyListens) {
      Thread.currentThread().interrupt();
    }
  }

  private final class Telling implements LlmProgress {
    @Override
    public void text(String piece) {
      put(new Signal.Text(piece));
    }

    @Override
    public void restarted() {
      put(new Signal.Restarted());
    }
  }
}
