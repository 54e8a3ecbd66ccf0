package dev.cambrian.server.dashboard;

import dev.cambrian.server.supervisor.RequestException;
import dev.cambrian.server.supervisor.RequestException.Kind;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/**
 * Does work that may be stuck in native code, on threads of its own: there it keeps no other
 * request from being answered. So many of them at once; what is not waited for any longer keeps its
 * place until it has really ended.
 */
final class Apart {
  private final Semaphore free;
  private final Duration patience;

  Apart(int atOnce, Duration patience) {
    this.free = new Semaphore(atOnce);
    this.patience = patience;
  }

  /**
   * Does it, and throws what it throws.
   *
   * @throws RequestException UNAVAILABLE where there is no place, or it takes too long
   */
  <T> T run(Supplier<T> work) {
    if (!free.tryAcquire()) {
      throw new RequestException(
          Kind.UNAVAILABLE, "other queries are being answered; load the page again");
    }
    FutureTask<T> task = new FutureTask<>(() -> keepingItsPlace(work));
    Thread thread;
    try {
      thread = Thread.ofPlatform().daemon().name("cambrian-query").start(task);
    } catch (OutOfMemoryError noThread) {
      free.release();
      throw noThread;
    }
    try {
      return task.get(patience.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException tooLong) {
      thread.interrupt();
      throw new RequestException(
          Kind.UNAVAILABLE,
          "it takes longer than %d ms, and is in a step that cannot be stopped; ask for less"
              .formatted(patience.toMillis()));
    } catch (InterruptedException ending) {
      thread.interrupt();
      Thread.currentThread().interrupt();
      throw new RequestException(Kind.UNAVAILABLE, "the server ends; ask again when it runs");
    } catch (ExecutionException failed) {
      if (failed.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      if (failed.getCause() instanceof Error cause) {
        throw cause;
      }
      throw new IllegalStateException("work throws nothing that is checked", failed);
    }
  }

  /** Its place is free before anybody knows that it has ended, so that who asks again has one. */
  private <T> T keepingItsPlace(Supplier<T> work) {
    try {
      return work.get();
    } finally {
      free.release();
    }
  }
}
