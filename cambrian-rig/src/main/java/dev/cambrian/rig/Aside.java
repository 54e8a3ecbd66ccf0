package dev.cambrian.rig;

import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/**
 * Work beside the thread that judges. There are a few of these at a time, and the rig often lives
 * for one verification only: virtual threads would cost it more to get ready than they save.
 */
final class Aside {
  private Aside() {}

  /** Begins it on a daemon thread of its own. */
  static Thread start(Runnable work) {
    Thread thread = thread(work);
    thread.start();
    return thread;
  }

  /** One that has not begun. */
  static Thread thread(Runnable work) {
    return Thread.ofPlatform().daemon().name("cambrian-rig-aside").unstarted(work);
  }

  /** Begins it; the future has what comes of it. */
  static <T> CompletableFuture<T> supply(Supplier<T> work) {
    return CompletableFuture.supplyAsync(work, Aside::start);
  }
}
