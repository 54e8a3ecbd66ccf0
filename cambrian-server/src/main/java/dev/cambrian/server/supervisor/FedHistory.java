package dev.cambrian.server.supervisor;

import dev.cambrian.core.event.Event;
import dev.cambrian.core.event.RecordedEvent;
import dev.cambrian.core.event.StreamId;
import dev.cambrian.core.history.Blob;
import dev.cambrian.core.history.CampaignRecord;
import dev.cambrian.core.history.GenerationRecord;
import dev.cambrian.core.history.History;
import dev.cambrian.core.history.Outcome;
import dev.cambrian.core.history.WriteCondition;
import java.util.List;
import java.util.Optional;
import java.util.function.LongConsumer;

/** A history that tells the position of each event that is appended through it. */
final class FedHistory implements History {
  private final History history;
  private final LongConsumer appended;

  FedHistory(History history, LongConsumer appended) {
    this.history = history;
    this.appended = appended;
  }

  @Override
  public List<RecordedEvent> append(
      StreamId stream,
      WriteCondition condition,
      Causation causation,
      List<Event> events,
      List<Blob> blobs) {
    List<RecordedEvent> recorded = history.append(stream, condition, causation, events, blobs);
    appended.accept(recorded.getLast().position());
    return recorded;
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
  public String put(byte[] content) {
    return history.put(content);
  }

  @Override
  public Optional<byte[]> get(String hash) {
    return history.get(hash);
  }

  @Override
  public long headPosition() {
    return history.headPosition();
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
  public void close() {
    history.close();
  }
}
