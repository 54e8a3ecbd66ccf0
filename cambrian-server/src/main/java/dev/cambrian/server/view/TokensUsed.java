package dev.cambrian.server.view;

import dev.cambrian.core.event.Event;
import dev.cambrian.core.event.RecordedEvent;
import dev.cambrian.core.event.StreamId;
import dev.cambrian.core.history.History;
import dev.cambrian.server.organism.Organism;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.locks.ReentrantLock;

/**
 * What organisms took, tokens and money, kept up to date by reading no more than what they were
 * answered since. Safe for use by many threads.
 */
public final class TokensUsed {
  private static final int PAGE = 500;

  private final History history;
  private final ReentrantLock guard = new ReentrantLock();
  private final Map<UUID, Sum> sums = new HashMap<>();

  /**
   * That of one organism.
   *
   * @param version of its generation's stream up to which it is counted
   * @param taken by the answers that it got, whatever it reports itself
   */
  public record Sum(long version, Taken taken) {
    static final Sum NONE = new Sum(0, Taken.NOTHING);

    /** Tokens of the answers of models. */
    public long live() {
      return taken.live().total();
    }

    /** Tokens that the recorded answers had used which it got. */
    public long replayed() {
      return taken.recorded().total();
    }
  }

  /** Reads nothing before it is asked. */
  public TokensUsed(History history) {
    this.history = history;
  }

  /** Up to now. */
  public Sum of(Organism organism) {
    guard.lock();
    try {
      Sum sum = readOn(organism, sums.getOrDefault(organism.id(), Sum.NONE));
      sums.put(organism.id(), sum);
      return sum;
    } finally {
      guard.unlock();
    }
  }

  /** Forgets all others. */
  public void keepOnly(Set<UUID> organisms) {
    guard.lock();
    try {
      sums.keySet().retainAll(organisms);
    } finally {
      guard.unlock();
    }
  }

  private Sum readOn(Organism organism, Sum known) {
    StreamId stream = StreamId.organism(organism.generation());
    String id = organism.id().toString();
    Sum sum = known;
    while (true) {
      List<RecordedEvent> page = history.read(stream, sum.version(), PAGE);
      for (RecordedEvent recorded : page) {
        sum = with(sum, recorded, id);
      }
      if (page.size() < PAGE) {
        return sum;
      }
    }
  }

  private static Sum with(Sum sum, RecordedEvent recorded, String organism) {
    if (!(recorded.event() instanceof Event.LlmAnswered it)
        || it.organismId().filter(organism::equals).isEmpty()) {
      return new Sum(recorded.version(), sum.taken());
    }
    return new Sum(recorded.version(), sum.taken().plus(Taken.of(List.of(it))));
  }
}
