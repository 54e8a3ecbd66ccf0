package dev.cambrian.rig;

import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Looks several times a second at what a command takes of the machine, until it ends. */
final class ResourceWatch {
  private final Process process;
  private final ResourceMeter meter;

  ResourceWatch(Process process, ResourceMeter meter) {
    this.process = process;
    this.meter = meter;
  }

  /** Starts on a thread of its own; the first limit that is exceeded is told once. */
  void start(Consumer<Breach> onBreach) {
    Thread.ofPlatform().daemon().name("cambrian-rig-watch").start(() -> run(onBreach));
  }

  private void run(Consumer<Breach> onBreach) {
    long least = meter.pause().toNanos();
    long pause = least;
    try {
      while (!process.waitFor(pause, TimeUnit.NANOSECONDS)) {
        long before = System.nanoTime();
        Optional<Breach> breach = meter.breach();
        if (breach.isPresent()) {
          onBreach.accept(breach.get());
          return;
        }
        // A large tree takes long to look through; most of the time is left to the command.
        pause = Math.max(least, 3 * (System.nanoTime() - before));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
