package dev.cambrian.server.view;

import dev.cambrian.core.event.Event;
import dev.cambrian.core.event.RecordedEvent;
import dev.cambrian.core.history.GenerationRecord;
import dev.cambrian.core.history.SqliteHistory;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * The lineage of a history as it is now, kept up to date by reading no more than what happened
 * since. Safe for use by many threads.
 */
public final class LiveLineage {
  private static final int BATCH = 500;

  /** After more events than these reading everything again is cheaper. */
  private static final int FAR = 5_000;

  private static final Duration LIMIT = Duration.ofSeconds(30);

  private static final String RAN =
      """
      SELECT DISTINCT CAST(substr(stream, 10) AS INTEGER) FROM event
      WHERE stream >= 'organism/' AND stream < 'organism0' AND type = 'organism.started'
      """;

  private final SqliteHistory history;
  private final ReentrantLock guard = new ReentrantLock();
  private final TreeMap<Integer, GenerationRecord> records = new TreeMap<>();
  private final TreeSet<Integer> ran = new TreeSet<>();
  private State state;

  /**
   * As it was at one moment.
   *
   * @param position of the last event that is in it
   * @param ran the generations that ran as organisms
   * @param drawing made when it is first asked for, once
   */
  public record State(long position, Lineage lineage, Set<Integer> ran, Drawing drawing) {}

  /** A drawing that is made when it is first asked for. */
  public static final class Drawing implements Supplier<List<Rails>> {
    private final Lineage lineage;
    private List<Rails> made = List.of();

    Drawing(Lineage lineage) {
      this.lineage = lineage;
    }

    @Override
    public synchronized List<Rails> get() {
      if (made.isEmpty()) {
        made = Rails.of(lineage);
      }
      return made;
    }
  }

  /** Reads nothing before it is asked. */
  public LiveLineage(SqliteHistory history) {
    this.history = history;
    this.state = state(0);
  }

  /** As it is now. */
  public State now() {
    guard.lock();
    try {
      long head = history.headPosition();
      if (head == state.position()) {
        return state;
      }
      if (state.position() == 0 || head - state.position() > FAR) {
        readAll();
      } else {
        readOn(head);
      }
      return state;
    } finally {
      guard.unlock();
    }
  }

  private State state(long position) {
    Lineage lineage = Lineage.of(records.values());
    return new State(position, lineage, Set.copyOf(ran), new Drawing(lineage));
  }

  /** What is appended meanwhile is read again by the next. */
  private void readAll() {
    long head = history.headPosition();
    records.clear();
    Lineage.of(history).records().forEach(it -> records.put(it.generation(), it));
    ran.clear();
    history
        .query(RAN, Integer.MAX_VALUE, LIMIT)
        .rows()
        .forEach(row -> ran.add(row.getFirst().asInt()));
    state = state(head);
  }

  private void readOn(long head) {
    Set<Integer> changed = new HashSet<>();
    boolean moved = false;
    long position = state.position();
    while (position < head) {
      List<RecordedEvent> events = history.readAll(position, BATCH);
      if (events.isEmpty()) {
        break;
      }
      for (RecordedEvent event : events) {
        position = event.position();
        event.stream().generation().ifPresent(changed::add);
        if (event.event() instanceof Event.OrganismStarted it) {
          moved |= ran.add(it.generation());
        }
      }
    }
    for (int generation : changed) {
      history.generation(generation).ifPresent(it -> records.put(generation, it));
    }
    state =
        changed.isEmpty() && !moved
            ? new State(position, state.lineage(), state.ran(), state.drawing())
            : state(position);
  }
}
