package dev.cambrian.rig;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.stream.Stream;

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

  private static final Optional<Path> SETSID =
      Stream.of("/usr/bin/setsid", "/bin/setsid")
          .map(Path::of)
          .filter(Files::isExecutable)
          .findFirst();

  private Spawner() {}

  /**
   * Starts it in a session of its own, where the system has {@code setsid}: Ctrl-C in a terminal
   * then reaches this program, which ends what it started, and not those first, whose end would
   * look like their own.
   */
  static Process start(ProcessBuilder builder) throws IOException {
    if (SETSID.isPresent()
        && !builder.command().getFirst().endsWith(SETSID.get().getFileName().toString())) {
      List<String> command = new ArrayList<>(List.of(SETSID.get().toString()));
      command.addAll(builder.command());
      builder.command(command);
    }
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
