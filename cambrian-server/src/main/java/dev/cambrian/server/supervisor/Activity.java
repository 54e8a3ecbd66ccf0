package dev.cambrian.server.supervisor;

import java.util.Locale;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicInteger;

/** What a server is doing right now, as {@code GET /stats} tells it in one word. */
final class Activity {
  /** In the order in which one goes before the other where several are under way. */
  enum Kind {
    PROMOTING,
    ROLLING_BACK,
    SPAWNING,
    TESTING;

    private final String id = name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private final ConcurrentMap<Kind, AtomicInteger> running = new ConcurrentHashMap<>();

  /** Something that goes on until it is closed. */
  interface Running extends AutoCloseable {
    @Override
    void close();
  }

  Running begin(Kind kind) {
    AtomicInteger count = running.computeIfAbsent(kind, it -> new AtomicInteger());
    count.incrementAndGet();
    return count::decrementAndGet;
  }

  String word() {
    for (Kind kind : Kind.values()) {
      AtomicInteger count = running.get(kind);
      if (count != null && count.get() > 0) {
        return kind.id;
      }
    }
    return "idle";
  }
}
