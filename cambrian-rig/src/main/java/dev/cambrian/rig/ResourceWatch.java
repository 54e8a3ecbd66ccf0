package dev.cambrian.rig;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Looks several times a second at what a command takes of the machine, until it ends. No quota of
 * the system bounds that for an ordinary user: the sandbox has no control group of its own, and the
 * working copy lies on the user's disk.
 */
final class ResourceWatch {
  private static final Duration PAUSE = Duration.ofMillis(150);

  private final Process process;
  private final ProcessTree tree;
  private final List<Path> directories;
  private final ResourceLimits limits;

  ResourceWatch(Process process, ProcessTree tree, List<Path> directories, ResourceLimits limits) {
    this.process = process;
    this.tree = tree;
    this.directories = List.copyOf(directories);
    this.limits = limits;
  }

  /** Starts on a thread of its own; the first limit that is exceeded is told once. */
  void start(Consumer<Breach> onBreach) {
    Thread.ofPlatform().daemon().name("cambrian-rig-watch").start(() -> run(onBreach));
  }

  private void run(Consumer<Breach> onBreach) {
    long pause = PAUSE.toNanos();
    try {
      while (!process.waitFor(pause, TimeUnit.NANOSECONDS)) {
        long before = System.nanoTime();
        Optional<Breach> breach = breach();
        if (breach.isPresent()) {
          onBreach.accept(breach.get());
          return;
        }
        // A large tree takes long to look through; most of the time is left to the command.
        pause = Math.max(PAUSE.toNanos(), 3 * (System.nanoTime() - before));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private Optional<Breach> breach() {
    List<Long> members = tree.members(process).map(ProcessHandle::pid).distinct().toList();
    return ProcessUse.breach(members, limits)
        .or(() -> DiskUse.breach(directories, members, limits));
  }
}
