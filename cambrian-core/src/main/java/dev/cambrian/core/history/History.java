package dev.cambrian.core.history;

import com.fasterxml.uuid.Generators;
import dev.cambrian.core.event.Event;
import dev.cambrian.core.event.EventCodec;
import dev.cambrian.core.event.RecordedEvent;
import dev.cambrian.core.event.StreamId;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;

/**
 * Events, blobs and what they say of the generations and campaigns. Two implementations pass the
 * same conformance suite: SQLite for keeps and memory for experiments.
 */
public interface History extends EventStore, Blobs, AutoCloseable {
  /**
   * Opens a history file, and makes it and its directory where they do not exist.
   *
   * @throws HistoryException.Unavailable if it cannot be opened for writing
   * @throws HistoryException.TooNew if a newer Cambrian wrote it
   * @throws HistoryException.Corrupt if it is no history
   */
  static SqliteHistory open(Path file) {
    return SqliteHistory.open(file, SqliteSettings.STANDARD, stamps());
  }

  /** A new, empty history that is gone with the object. */
  static History inMemory() {
    return new InMemoryHistory(stamps());
  }

  /**
   * Stores contents and appends events that may refer to them (see {@link Blob#hash}), all or
   * nothing, in one transaction. Otherwise as {@link EventStore#append(StreamId, WriteCondition,
   * Causation, List)}.
   */
  List<RecordedEvent> append(
      StreamId stream,
      WriteCondition condition,
      Causation causation,
      List<Event> events,
      List<Blob> blobs);

  @Override
  default List<RecordedEvent> append(
      StreamId stream, WriteCondition condition, Causation causation, List<Event> events) {
    return append(stream, condition, causation, events, List.of());
  }

  /** The position of the last event, 0 where there is none; cheap enough to be polled. */
  long headPosition();

  /** The generation of that number. */
  Optional<GenerationRecord> generation(int generation);

  /**
   * Generations above {@code after}, ascending.
   *
   * @param outcome only those of this outcome, where present
   * @param limit at least 1
   */
  List<GenerationRecord> generations(int after, int limit, Optional<Outcome> outcome);

  /** The latest generations, highest number first. */
  List<GenerationRecord> latest(int limit);

  /** 0 where there is none. */
  int highestGeneration();

  /** All campaigns, the one that was started last first. */
  List<CampaignRecord> campaigns();

  /** The campaign of that id. */
  Optional<CampaignRecord> campaign(String campaignId);

  @Override
  void close();

  private static AppendPlan.Stamps stamps() {
    return new AppendPlan.Stamps(
        EventCodec.standard(), Clock.systemUTC(), Generators.timeBasedEpochGenerator()::generate);
  }
}
