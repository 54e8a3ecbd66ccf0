package dev.cambrian.server.supervisor;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * The verifications that run in the background, one thread each. A generation has its place from
 * before it is taken in to the end of its verification, so that there is no moment in which it can
 * be neither cancelled nor waited for.
 */
final class Verifications {
  /** From an interrupt to the end of what it interrupts. */
  static final Duration ENDING = Duration.ofSeconds(30);

  private final Map<Integer, Place> places = new HashMap<>();
  private boolean closed;

  /** What one does. */
  interface Work {
    /**
     * @param cancelled why it was interrupted, once it was
     */
    void run(CancelReason cancelled);
  }

  /** Why a verification was interrupted. */
  interface CancelReason {
    String text();
  }

  /** Of one generation. */
  final class Place implements CancelReason {
    private final int generation;
    private final CountDownLatch ended = new CountDownLatch(1);
    private Optional<Thread> thread = Optional.empty();
    private Optional<String> cancelled = Optional.empty();

    private Place(int generation) {
      this.generation = generation;
    }

    @Override
    public synchronized String text() {
      return cancelled.orElse("the verification was interrupted");
    }

    /** Gives the place up where {@link #start} was not called. */
    void release() {
      if (!started()) {
        end();
      }
    }

    private synchronized boolean started() {
      return thread.isPresent();
    }

    /** The place is given up at the end of the work. */
    synchronized void start(Work work) {
      Thread fresh =
          Thread.ofPlatform()
              .name("cambrian-verification")
              .unstarted(
                  () -> {
                    try {
                      interruptIfCancelled();
                      work.run(this);
                    } finally {
                      end();
                    }
                  });
      thread = Optional.of(fresh);
      fresh.start();
    }

    private synchronized void interruptIfCancelled() {
      if (cancelled.isPresent()) {
        Thread.currentThread().interrupt();
      }
    }

    private synchronized void cancel(String reason) {
      cancelled = cancelled.or(() -> Optional.of(reason));
      thread.ifPresent(Thread::interrupt);
    }

    private void end() {
      leave(this);
      ended.countDown();
    }

    private boolean ends(long deadline) throws InterruptedException {
      return ended.await(Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
    }
  }

  /**
   * Gives a generation its place; empty where it has one.
   *
   * @throws RequestException after {@link #close}
   */
  synchronized Optional<Place> admit(int generation) {
    if (closed) {
      throw new RequestException(
          RequestException.Kind.UNAVAILABLE, "the server is stopping; ask again when it is back");
    }
    if (places.containsKey(generation)) {
      return Optional.empty();
    }
    Place place = new Place(generation);
    places.put(generation, place);
    return Optional.of(place);
  }

  private synchronized void leave(Place place) {
    places.remove(place.generation, place);
  }

  private synchronized Optional<Place> place(int generation) {
    return Optional.ofNullable(places.get(generation));
  }

  private synchronized List<Place> all() {
    return List.copyOf(places.values());
  }

  synchronized int count() {
    return places.size();
  }

  /** No generation gets a place any more. */
  synchronized void close() {
    closed = true;
  }

  /**
   * Interrupts the verification of a generation and waits for its end.
   *
   * @return whether it has ended, or there was none
   */
  boolean cancel(int generation, String reason) throws InterruptedException {
    Optional<Place> found = place(generation);
    if (found.isEmpty()) {
      return true;
    }
    found.get().cancel(reason);
    return found.get().ends(System.nanoTime() + ENDING.toNanos());
  }

  /**
   * Waits for the end of all after {@link #close}; what has not ended when the patience is over is
   * interrupted.
   *
   * @return how many had to be interrupted
   */
  int end(Duration patience, String reason) throws InterruptedException {
    long deadline = System.nanoTime() + patience.toNanos();
    for (Place place : all()) {
      if (!place.ends(deadline)) {
        break;
      }
    }
    List<Place> left = all();
    left.forEach(place -> place.cancel(reason));
    long last = System.nanoTime() + ENDING.toNanos();
    for (Place place : left) {
      if (!place.ends(last)) {
        break;
      }
    }
    return left.size();
  }
}
