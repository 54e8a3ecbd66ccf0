package dev.cambrian.server.supervisor;

import dev.cambrian.core.event.Event;
import dev.cambrian.core.event.RecordedEvent;
import dev.cambrian.core.history.GenerationRecord;
import dev.cambrian.core.history.History;
import java.util.List;

/** Keeps count of what is asked often, by the events as they come. */
final class Tally {
  private static final int PAGE = 500;

  private final History history;
  private final EventFeed feed;
  private long counted;
  private int highestCompleted;

  Tally(History history, EventFeed feed) {
    this.history = history;
    this.feed = feed;
    this.counted = feed.head();
    this.highestCompleted = highestCompleted(history);
  }

  private static int highestCompleted(History history) {
    for (int depth = PAGE; ; depth *= 2) {
      List<GenerationRecord> latest = history.latest(depth);
      for (GenerationRecord record : latest) {
        if (record.outcome().closed()) {
          return record.generation();
        }
      }
      if (latest.size() < depth) {
        return 0;
      }
    }
  }

  /** The highest generation that was promoted or rolled back; 0 where there is none. */
  synchronized int highestCompleted() {
    while (counted < feed.head()) {
      List<RecordedEvent> page = history.readAll(counted, PAGE);
      if (page.isEmpty()) {
        break;
      }
      page.forEach(it -> count(it.event()));
      counted = page.getLast().position();
    }
    return highestCompleted;
  }

  private void count(Event event) {
    if (event instanceof Event.GenerationPromoted || event instanceof Event.GenerationRolledBack) {
      highestCompleted = Math.max(highestCompleted, ((Event.OfGeneration) event).generation());
    }
  }
}
