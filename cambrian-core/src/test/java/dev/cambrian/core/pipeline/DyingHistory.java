package dev.cambrian.core.pipeline;

import dev.cambrian.core.event.Event;
import dev.cambrian.core.event.RecordedEvent;
import dev.cambrian.core.event.StreamId;
import dev.cambrian.core.history.Blob;
import dev.cambrian.core.history.CampaignRecord;
import dev.cambrian.core.history.GenerationRecord;
import dev.cambrian.core.history.History;
import dev.cambrian.core.history.HistoryException;
import dev.cambrian.core.history.Outcome;
import dev.cambrian.core.history.WriteCondition;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Lets a number of appends to generations through and then refuses all: what a dead process leaves
 * behind.
 */
final class DyingHistory implements History {
  private final History history;
  private final AtomicInteger left;
  private final int refusals;

  DyingHistory(History history, int appends) {
    this(history, appends, Integer.MAX_VALUE);
  }

  /** Works again after so many refusals. */
  DyingHistory(History history, int appends, int refusals) {
    this.history = history;
    this.left = new AtomicInteger(appends);
    this.refusals = refusals;
  }

  boolean died() {
    return left.get() < 0;
  }

  @Override
  public List<RecordedEvent> append(
      StreamId stream,
      WriteCondition condition,
      Causation causation,
      List<Event> events,
      List<Blob> blobs) {
    int now = stream.value().startsWith("generation/") ? left.decrementAndGet() : 0;
    if (now < 0 && now >= -refusals) {
      throw new HistoryException.Unavailable("the process died here", new IllegalStateException());
    }
    return history.append(stream, condition, causation, events, blobs);
  }

  @Override
  public List<RecordedEvent> read(StreamId stream) {
    return history.read(stream);
  }

  @Override
  public List<RecordedEvent> read(StreamId stream, long afterVersion, int limit) {
    return history.read(stream, afterVersion, limit);
  }

  @Override
  public List<RecordedEvent> readAll(long afterPosition, int limit) {
    return history.readAll(afterPosition, limit);
  }

  @Override
  public long headPosition() {
    return history.headPosition();
  }

  @Override
  public String put(byte[] content) {
    return history.put(content);
  }

  @Override
  public Optional<byte[]> get(String hash) {
    return history.get(hash);
  }

  @Override
  public Optional<GenerationRecord> generation(int generation) {
    return history.generation(generation);
  }

  @Override
  public List<GenerationRecord> generations(int after, int limit, Optional<Outcome> outcome) {
    return history.generations(after, limit, outcome);
  }

  @Override
  public List<GenerationRecord> latest(int limit) {
    return history.latest(limit);
  }

  @Override
  public int highestGeneration() {
    return history.highestGeneration();
  }

  @Override
  public List<CampaignRecord> campaigns() {
    return history.campaigns();
  }

  @Override
  public Optional<CampaignRecord> campaign(String campaignId) {
    return history.campaign(campaignId);
  }

  @Override
  public void close() {}
}
