package dev.cambrian.rig;

import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;

/**
 * Starts processes on one thread that lives as long as the JVM. Bubblewrap's {@code
 * --die-with-parent} is kept by the kernel for the <em>thread</em> that started it: started from a
 * pool or a virtual thread the sandbox would be killed when that thread retires.
 */
final class Spawner {
  private static final LinkedBlockingQueue<Runnable> TASKS = new LinkedBlockingQueue<>();

  static {
    Thread.ofPlatform().daemon().name("cambrian-rig-spawn").start(Spawner::loop);
  }

  private Spawner() {}

  static Process start(ProcessBuilder builder) throws IOException {
    CompletableFuture<Process> started = new CompletableFuture<>();
    TASKS.add(
        () -> {
          try {
            started.complete(builder.start());
          } catch (IOException | RuntimeException e) {
            started.completeExceptionally(e);
          }
        });
    boolean interrupted = false;
    try {
      while (true) {
        try {
          return started.get();
        } catch (InterruptedException e) {
          // A start takes milliseconds; losing its handle would leave a process nobody ends.
          interrupted = true;
        }
      }
    } catch (ExecutionException e) {
      if (e.getCause() instanceof IOException cause) {
        throw cause;
      }
      throw new IOException("cannot start a process", e.getCause());
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private static void loop() {
    while (true) {
      try {
        TASKS.take().run();
      } catch (InterruptedException ignored) {
        // Nobody owns this thread but the JVM; it goes on until that ends.
      }
    }
  }
}
