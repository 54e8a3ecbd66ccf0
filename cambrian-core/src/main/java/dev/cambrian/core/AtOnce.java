package dev.cambrian.core;

import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Some of many things are done at once. The first that fails ends the others.
 *
 * @param <T> what comes of each
 */
public final class AtOnce<T> implements AutoCloseable {
  private final ExecutorService executor;

  /**
   * @param most of them, at least 1
   */
  public AtOnce(int most) {
    executor = Executors.newFixedThreadPool(most, Thread.ofVirtual().factory());
  }

  /** Begins it, at once or when one before it has ended. */
  public Future<T> start(Callable<T> work) {
    return executor.submit(work);
  }

  /**
   * Waits for the end of one. Interrupting this thread interrupts all, and the flag stays set.
   *
   * @throws CambrianException what it threw
   * @throws CancellationException where it never had its turn, since another one failed or this
   *     thread was interrupted
   */
  public T end(Future<T> started) {
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
