package dev.cambrian.rig;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;

/**
 * Starts whatever the rig starts.
 *
 * <ul>
 *   <li>In a session of its own, where the system has {@code setsid}: Ctrl-C in a terminal reaches
 *       this program, which ends what it started, and not that first, whose end would look like its
 *       own.
 *   <li>Known to the {@link Warden}, so that it does not outlive this program, not even a killed
 *       one.
 *   <li>On one thread that lives as long as the JVM. Bubblewrap's {@code --die-with-parent} is kept
 *       by the kernel for the <em>thread</em> that started it: started from a pool or a virtual
 *       thread the sandbox would be killed when that thread retires.
 * </ul>
 */
final class Spawner {
  private static final LinkedBlockingQueue<Runnable> TASKS = new LinkedBlockingQueue<>();

  private static final List<String> OWN_SESSION =
      Programs.onPath("setsid", Programs.userPath()).map(Path::toString).stream().toList();

  static {
    Thread.ofPlatform().daemon().name("cambrian-rig-spawn").start(Spawner::loop);
  }

  private Spawner() {}

  /** Holds the warden, which is posted before the first process starts. */
  private static final class Post {
    private static final Warden WARDEN = Warden.posted(OWN_SESSION);

    /** Nothing more: whoever calls it has made the class ready, and so posted the warden. */
    static void take() {}
  }

  /** Posts the warden on the thread that starts processes, and returns at once. */
  static void prepare() {
    TASKS.add(Post::take);
  }

  /**
   * Starts it.
   *
   * @throws IOException where that is not possible, such as where there is no such program
   */
  static Process start(ProcessBuilder builder) throws IOException {
    CompletableFuture<Process> started = new CompletableFuture<>();
    TASKS.add(
        () -> {
          try {
            started.complete(guarded(prepared(builder)));
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

  /** What cannot be run is said here: {@code setsid} would say it by an exit code. */
  private static ProcessBuilder prepared(ProcessBuilder builder) throws IOException {
    Path program = Path.of(builder.command().getFirst());
    if (program.isAbsolute() && !Files.isExecutable(program)) {
      throw new IOException("cannot run " + program + ": it is no program that this user may run");
    }
    List<String> command = new ArrayList<>(OWN_SESSION);
    command.addAll(builder.command());
    Post.WARDEN.mark(builder);
    return builder.command(command);
  }

  private static Process guarded(ProcessBuilder builder) throws IOException {
    try {
      Process process = builder.start();
      Post.WARDEN.guard(process);
      return process;
    } catch (IOException | RuntimeException e) {
      Post.WARDEN.forget();
      throw e;
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
