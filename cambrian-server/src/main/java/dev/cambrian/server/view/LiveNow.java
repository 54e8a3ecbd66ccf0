package dev.cambrian.server.view;

import dev.cambrian.core.event.Event;
import dev.cambrian.core.event.RecordedEvent;
import dev.cambrian.core.event.StreamId;
import dev.cambrian.core.history.CampaignRecord;
import dev.cambrian.core.history.CampaignStatus;
import dev.cambrian.core.history.GenerationRecord;
import dev.cambrian.core.history.History;
import dev.cambrian.core.history.HistoryException;
import dev.cambrian.core.history.Outcome;
import dev.cambrian.server.view.NowView.Growing;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * What goes on right now, kept up to date by reading no more than what happened since. It is always
 * what {@link NowView#of} would tell. Safe for use by many threads.
 */
public final class LiveNow {
  private static final int MOST_RUNNING = 50;
  private static final int MOST_HAPPENINGS = 1_000;

  /** After more events than these reading everything again is cheaper. */
  private static final int FAR = 500;

  private final History history;
  private final int entries;
  private final int events;
  private final ReentrantLock guard = new ReentrantLock();

  /** The last ones, oldest first; what is recorded does not change. */
  private final Deque<RecordedEvent> last = new ArrayDeque<>();

  /** All generations that are not closed, unless they are {@link #crowded}. */
  private final TreeSet<Integer> running = new TreeSet<>();

  /** Whether there were more of them at the last whole reading than are read at once. */
  private boolean crowded;

  /** Of the latest generations those about which nothing can change any more. */
  private Map<Integer, LogEntry> closed = Map.of();

  /** What is said of the canaries of the verdicts among the last events. */
  private final Map<Long, Optional<String>> canaries = new HashMap<>();

  private long position;

  /**
   * Reads nothing before it is asked.
   *
   * @param entries of the latest generations
   * @param events of the last happenings, 1 to {@value #MOST_HAPPENINGS}
   */
  public LiveNow(History history, int entries, int events) {
    this.history = history;
    this.entries = entries;
    this.events = Math.min(events, MOST_HAPPENINGS);
  }

  /** As it is now. */
  public NowView now() {
    guard.lock();
    try {
      catchUp();
      HistoryView view = new HistoryView(history);
      List<LogEntry> latest = latest(view);
      Optional<CampaignRecord> ended =
          latest.stream()
              .findFirst()
              .flatMap(it -> it.record().campaignId())
              .flatMap(history::campaign)
              .filter(it -> it.ending().isPresent());
      return new NowView(
          running().stream().map(it -> growing(view, it)).toList(),
          history.campaigns().stream()
              .filter(it -> it.status() != CampaignStatus.FINISHED)
              .toList(),
          ended,
          latest,
          happenings(latest));
    } finally {
      guard.unlock();
    }
  }

  /** What is appended meanwhile is read by the next. */
  private void catchUp() {
    long head = history.headPosition();
    if (position == 0 || crowded || head - position > FAR) {
      // Positions have no gaps.
      last.clear();
      last.addAll(history.readAll(Math.max(0, head - events), events));
      running.clear();
      open().forEach(it -> running.add(it.generation()));
      crowded = running.size() >= MOST_RUNNING;
      position = head;
    } else if (head > position) {
      readOn(head);
    }
  }

  private void readOn(long head) {
    Set<Integer> changed = new HashSet<>();
    for (RecordedEvent event : history.readAll(position, (int) (head - position))) {
      position = event.position();
      last.addLast(event);
      if (last.size() > events) {
        last.removeFirst();
      }
      event.stream().generation().ifPresent(changed::add);
    }
    for (int generation : changed) {
      if (history.generation(generation).filter(LiveNow::isOpen).isPresent()) {
        running.add(generation);
      } else {
        running.remove(generation);
      }
    }
  }

  private List<GenerationRecord> running() {
    return running.stream()
        .flatMap(it -> history.generation(it).stream())
        .filter(LiveNow::isOpen)
        .limit(MOST_RUNNING)
        .toList();
  }

  private List<GenerationRecord> open() {
    return history.generations(0, MOST_RUNNING, Optional.of(Outcome.IN_PROGRESS));
  }

  private static boolean isOpen(GenerationRecord record) {
    return record.outcome() == Outcome.IN_PROGRESS;
  }

  private List<LogEntry> latest(HistoryView view) {
    List<LogEntry> latest =
        history.latest(entries).stream()
            .map(
                record -> {
                  LogEntry known = closed.get(record.generation());
                  return known != null && known.record().equals(record)
                      ? known
                      : view.entry(record);
                })
            .toList();
    closed =
        latest.stream()
            .filter(LiveNow::isSettled)
            .collect(Collectors.toUnmodifiableMap(it -> it.record().generation(), it -> it));
    return latest;
  }

  private static boolean isSettled(LogEntry entry) {
    return entry.specTitle().isPresent()
        && switch (entry.record().outcome()) {
          case IN_PROGRESS, TESTED -> false;
          case PROMOTED, FAILED, TIMEOUT -> true;
        };
  }

  private List<Happening> happenings(List<LogEntry> latest) {
    Map<Integer, GenerationRecord> read = new HashMap<>();
    latest.forEach(it -> read.put(it.record().generation(), it.record()));
    canaries.keySet().retainAll(last.stream().map(RecordedEvent::position).toList());
    return last.stream()
        .map(
            it ->
                happening(
                    it,
                    generation ->
                        Optional.ofNullable(read.get(generation))
                            .or(() -> history.generation(generation))))
        .toList();
  }

  /** Empty where it did not run, or the report cannot be read. */
  private Optional<String> canary(RecordedEvent event) {
    return event.event() instanceof Event.VerdictGiven verdict
        ? canaries.computeIfAbsent(event.position(), _ -> canary(verdict.reportBlob()))
        : Optional.empty();
  }

  /** A report that was altered keeps nobody from seeing what goes on; {@code verify} tells it. */
  private Optional<String> canary(String report) {
    try {
      return Sentences.canary(history.get(report));
    } catch (HistoryException.Corrupt altered) {
      return Optional.empty();
    }
  }

  private Happening happening(
      RecordedEvent event, Function<Integer, Optional<GenerationRecord>> records) {
    Happening plain = Happening.of(event);
    Happening told = canary(event).map(it -> plain.saying(it + "; " + plain.what())).orElse(plain);
    return event.event() instanceof Event.GenerationPromoted it
            && records
                .apply(it.generation())
                .filter(record -> Standing.of(record) == Standing.VIABLE_TRIAL)
                .isPresent()
        ? told.saying("closed as a viable trial")
        : told;
  }

  private Growing growing(HistoryView view, GenerationRecord record) {
    var recorded = history.read(StreamId.generation(record.generation()));
    return new Growing(
        record,
        view.spec(record.specHash()).map(Event.SpecRegistered::title),
        Timeline.of(recorded, new Asked(history).of(record, recorded)));
  }
}
