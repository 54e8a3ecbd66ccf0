package dev.cambrian.server.cli;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Work that Ctrl-C (or a request to end) interrupts instead of cutting off. The process ends once
 * the work has come back, at the latest after the limit. Java itself then exits with 128 and the
 * signal's number: {@link ExitStatus#INTERRUPTED} after Ctrl-C.
 */
final class Interruptible {

  private final Duration limit;
  private final AtomicBoolean interrupted = new AtomicBoolean();

  Interruptible(Duration limit) {
    this.limit = limit;
  }

  /** What is to be done. */
  interface Work<T> {
    T run();
  }

  /** Runs on this thread, which is interrupted when the process is asked to end. */
  <T> T run(Work<T> work) {
    Thread worker = Thread.currentThread();
    CountDownLatch done = new CountDownLatch(1);
    Thread hook =
        Thread.ofPlatform()
            .name("cambrian-interrupt")
            .unstarted(
                () -> {
                  interrupted.set(true);
                  worker.interrupt();
                  await(done);
                });
    Runtime.getRuntime().addShutdownHook(hook);
    try {
      return work.run();
    } finally {
      done.countDown();
      if (!interrupted.get()) {
        remove(hook);
      }
    }
  }

  /** Whether the process was asked to end meanwhile. */
  boolean wasInterrupted() {
    return interrupted.get();
  }

  private void await(CountDownLatch done) {
    try {
      if (!done.await(limit.toMillis(), TimeUnit.MILLISECONDS)) {
        Runtime.getRuntime().halt(ExitStatus.INTERRUPTED.code());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void remove(Thread hook) {
    try {
      if (!Runtime.getRuntime().removeShutdownHook(hook)) {
        interrupted.set(true);
      }
    } catch (IllegalStateException ending) {
      interrupted.set(true);
    }
  }
}
