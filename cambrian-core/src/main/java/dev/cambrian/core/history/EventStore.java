package dev.cambrian.core.history;

import dev.cambrian.core.event.Event;
import dev.cambrian.core.event.RecordedEvent;
import dev.cambrian.core.event.StreamId;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Appends events and reads them back. Safe for use by several threads, and by several processes on
 * one file.
 *
 * <p>What {@link #append} has answered is durable and is seen by every later read.
 */
public interface EventStore {
  /**
   * Appends to one stream, all or nothing.
   *
   * @param events not empty, each of them of {@code stream}
   * @throws HistoryException.Conflict if {@code condition} does not hold: read the stream again and
   *     decide anew
   * @throws HistoryException.IllegalTransition if an event cannot follow what the generation or
   *     campaign has: it is not started or closed, a promotion without a viable verdict, a
   *     referenced blob that is not stored, …
   * @throws HistoryException.Unavailable if the store cannot write (full, locked, read-only);
   *     nothing was appended
   */
  List<RecordedEvent> append(
      StreamId stream, WriteCondition condition, Causation causation, List<Event> events);

  /** One stream's events in order; empty for a stream that does not exist. */
  List<RecordedEvent> read(StreamId stream);

  /**
   * One stream's events above {@code afterVersion}, in order, at most {@code limit}: for a stream
   * that is followed, or too long to be held at once.
   */
  List<RecordedEvent> read(StreamId stream, long afterVersion, int limit);

  /** Events of all streams above {@code position}, in order, at most {@code limit}. */
  List<RecordedEvent> readAll(long afterPosition, int limit);

  /**
   * Why events are appended.
   *
   * @param correlationId shared by everything of one growth
   * @param causationId the event that led to these
   */
  record Causation(UUID correlationId, Optional<UUID> causationId) {
    public static Causation of(UUID correlationId) {
      return new Causation(correlationId, Optional.empty());
    }
  }
}
