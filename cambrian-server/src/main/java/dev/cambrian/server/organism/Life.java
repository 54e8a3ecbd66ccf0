package dev.cambrian.server.organism;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BiConsumer;

/** One organism from its start, or from its adoption, to its end. Safe for several threads. */
final class Life {
  /** From the end of its grace to its end. */
  private static final Duration ENDING = Duration.ofSeconds(10);

  private static final Duration KILLING = Duration.ofSeconds(30);

  private final Body body;
  private final Door door;
  private final OrganismListener listener;
  private final CompletableFuture<Organism> ended = new CompletableFuture<>();
  private Organism organism;
  private Optional<StopReason> asked = Optional.empty();
  private Optional<Thread> watcher = Optional.empty();

  Life(Organism organism, Body body, Door door, OrganismListener listener) {
    this.listener = listener;
    this.organism = organism;
    this.body = body;
    this.door = door;
  }

  Body body() {
    return body;
  }

  Door door() {
    return door;
  }

  synchronized Organism organism() {
    return organism;
  }

  private void changed(Organism.State state) {
    Organism changed;
    synchronized (this) {
      if (asked.isPresent()) {
        return;
      }
      organism = organism.in(state);
      changed = organism;
    }
    listener.stands(changed);
  }

  /**
   * Waits for its end on a thread of its own.
   *
   * @param conclusion told the end; not where the wait was {@link #leave given up}
   */
  synchronized void watch(BiConsumer<Life, End> conclusion) {
    watcher =
        Optional.of(
            Thread.ofPlatform()
                .daemon()
                .name("cambrian-organism-" + organism.id())
                .start(
                    () -> {
                      try {
                        conclusion.accept(this, body.await(this::changed, printed()));
                      } catch (InterruptedException left) {
                        Thread.currentThread().interrupt();
                      }
                    }));
  }

  private Optional<Body.Sink> printed() {
    return listener.hears()
        ? Optional.of((bytes, length) -> listener.printed(organism(), bytes, length))
        : Optional.empty();
  }

  /** Waits for its end so long; empty where it has not ended by then. */
  Optional<Organism> endWithin(Duration limit) throws InterruptedException {
    try {
      return Optional.of(ended.get(limit.toNanos(), TimeUnit.NANOSECONDS));
    } catch (TimeoutException lives) {
      return Optional.empty();
    } catch (ExecutionException e) {
      throw new IllegalStateException("an end that failed", e);
    }
  }

  /** Gives up the wait; it lives on. */
  void leave() throws InterruptedException {
    Optional<Thread> watching;
    synchronized (this) {
      watching = watcher;
    }
    if (watching.isPresent()) {
      watching.get().interrupt();
      watching.get().join(KILLING);
    }
    door.close();
  }

  /** Asks it to end; the first reason counts. */
  void ask(StopReason reason) {
    synchronized (this) {
      asked = asked.or(() -> Optional.of(reason));
      organism = organism.in(Organism.State.STOPPING);
    }
    body.stop();
  }

  /**
   * Waits for its end after it was asked for, and enforces it.
   *
   * @param grace that its keeper leaves it
   * @throws OrganismException where it does not end even so
   */
  Organism awaitEnd(Duration grace) throws InterruptedException {
    try {
      return ended.get(grace.plus(ENDING).toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException stubborn) {
      body.kill();
    } catch (ExecutionException e) {
      throw new IllegalStateException("an end that failed", e);
    }
    try {
      return ended.get(KILLING.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException | ExecutionException e) {
      throw new OrganismException(
          OrganismException.Kind.UNAVAILABLE,
          "the organism %s was killed, but nobody told that it ended".formatted(organism().id()),
          e);
    }
  }

  /** What its end was for: what it was asked for, where nothing else came before. */
  synchronized End because(End how) {
    return switch (how.reason()) {
      case STOPPED, STOPPED_OUTSIDE, VANISHED -> asked.map(how::because).orElse(how);
      case EXITED,
          SUPERVISOR_STOPPED,
          OUT_OF_MEMORY,
          LIFETIME_OVER,
          TOO_MUCH_OUTPUT,
          DISK,
          TOO_MANY_PROCESSES,
          BUILD_FAILED,
          BUILD_TOO_LONG,
          NOT_STARTED,
          DAEMON_GONE ->
          how;
    };
  }

  void over(Organism end) {
    synchronized (this) {
      organism = end;
    }
    ended.complete(end);
  }
}
