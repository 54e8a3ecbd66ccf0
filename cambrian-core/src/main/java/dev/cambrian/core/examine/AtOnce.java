package dev.cambrian.core.examine;

import dev.cambrian.core.CambrianException;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Some of many things are done at once. The first that fails ends the others. */
final class AtOnce<T> implements AutoCloseable {
  private final ExecutorService executor;

  /**
   * @param most of them, at least 1
   */
  AtOnce(int most) {
    executor = Executors.newFixedThreadPool(most, Thread.ofVirtual().factory());
  }

  Future<T> start(Callable<T> work) {
    return executor.submit(work);
  }

  /**
   * Waits for the end of one. Interrupting this thread interrupts all, and the flag stays set.
   *
   * @throws CambrianException what it threw
   */
  T end(Future<T> started) {
    boolean interrupted = false;
    try {
      while (true) {
        try {
          return started.get();
        } catch (InterruptedException e) {
          interrupted = true;
          endAll();
        } catch (ExecutionException e) {
          endAll();
          throw failure(e);
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private static RuntimeException failure(ExecutionException failed) {
    return switch (failed.getCause()) {
      case CambrianException known -> known;
      case Error error -> throw error;
      case RuntimeException unexpected -> unexpected;
      case null, default -> new IllegalStateException(failed);
    };
  }

  /** What waits for its turn never has it. */
  private void endAll() {
    for (Runnable waiting : executor.shutdownNow()) {
      if (waiting instanceof Future<?> never) {
        never.cancel(true);
      }
    }
  }

  /** Ends what was not waited for. */
  @Override
  public void close() {
    endAll();
    executor.close();
  }
}
