package dev.cambrian.core.history;

import dev.cambrian.core.event.Event;
import dev.cambrian.core.event.RecordedEvent;
import dev.cambrian.core.event.StreamId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Keeps everything in memory and forgets it when it is gone. */
final class InMemoryHistory implements History {
  private final AppendPlan.Stamps stamps;
  private final List<RecordedEvent> events = new ArrayList<>();
  private final Map<StreamId, List<RecordedEvent>> streams = new HashMap<>();
  private final TreeMap<Integer, GenerationState> generations = new TreeMap<>();
  private final Map<String, CampaignState> campaigns = new LinkedHashMap<>();
  private final Map<String, byte[]> blobs = new HashMap<>();

  InMemoryHistory(AppendPlan.Stamps stamps) {
    this.stamps = stamps;
  }

  @Override
  public synchronized List<RecordedEvent> append(
      StreamId stream,
      WriteCondition condition,
      Causation causation,
      List<Event> appended,
      List<Blob> contents) {
    Map<String, byte[]> brought = new HashMap<>();
    for (Blob blob : contents) {
      brought.put(blob.hash(), blob.content());
    }
    AppendPlan plan =
        AppendPlan.of(new Base(brought), stamps, stream, condition, causation, appended);
    blobs.putAll(brought);
    events.addAll(plan.events());
    streams.computeIfAbsent(stream, absent -> new ArrayList<>()).addAll(plan.events());
    plan.state().ifPresent(state -> generations.put(state.record().generation(), state));
    plan.campaign().ifPresent(state -> campaigns.put(state.record().campaignId(), state));
    return plan.events();
  }

  @Override
  public synchronized List<RecordedEvent> read(StreamId stream) {
    return List.copyOf(streams.getOrDefault(stream, List.of()));
  }

  @Override
  public synchronized List<RecordedEvent> read(StreamId stream, long afterVersion, int limit) {
    return after(streams.getOrDefault(stream, List.of()), afterVersion, limit);
  }

  @Override
  public synchronized List<RecordedEvent> readAll(long afterPosition, int limit) {
    return after(events, afterPosition, limit);
  }

  private static List<RecordedEvent> after(List<RecordedEvent> all, long after, int limit) {
    Limits.check(limit);
    int from = Math.toIntExact(Math.clamp(after, 0, all.size()));
    return List.copyOf(all.subList(from, from + Math.min(limit, all.size() - from)));
  }

  @Override
  public synchronized long headPosition() {
    return events.size();
  }

  @Override
  public synchronized String put(byte[] content) {
    String hash = Blobs.hashOf(content);
    blobs.putIfAbsent(hash, content.clone());
    return hash;
  }

  @Override
  public synchronized Optional<byte[]> get(String hash) {
    return Optional.ofNullable(blobs.get(hash)).map(byte[]::clone);
  }

  @Override
  public synchronized Optional<GenerationRecord> generation(int generation) {
    return Optional.ofNullable(generations.get(generation)).map(GenerationState::record);
  }

  @Override
  public synchronized List<GenerationRecord> generations(
      int after, int limit, Optional<Outcome> outcome) {
    Limits.check(limit);
    Stream<GenerationRecord> above =
        generations.tailMap(after, false).values().stream().map(GenerationState::record);
    return above
        .filter(record -> outcome.isEmpty() || outcome.get() == record.outcome())
        .limit(limit)
        .toList();
  }

  @Override
  public synchronized List<GenerationRecord> latest(int limit) {
    Limits.check(limit);
    return generations.descendingMap().values().stream()
        .map(GenerationState::record)
        .limit(limit)
        .toList();
  }

  @Override
  public synchronized int highestGeneration() {
    return generations.isEmpty() ? 0 : generations.lastKey();
  }

  @Override
  public synchronized List<CampaignRecord> campaigns() {
    return List.copyOf(campaigns.values()).reversed().stream().map(CampaignState::record).toList();
  }

  @Override
  public synchronized Optional<CampaignRecord> campaign(String campaignId) {
    return Optional.ofNullable(campaigns.get(campaignId)).map(CampaignState::record);
  }

  @Override
  public void close() {}

  /** This history and the contents that an append brings along. */
  private final class Base implements AppendPlan.Base {
    private final Map<String, byte[]> brought;

    Base(Map<String, byte[]> brought) {
      this.brought = brought;
    }

    @Override
    public AppendPlan.Head head(StreamId stream) {
      if (events.isEmpty()) {
        return AppendPlan.Head.NONE;
      }
      RecordedEvent last = events.getLast();
      return new AppendPlan.Head(
          last.position(),
          last.digest(),
          Optional.of(last.eventId()),
          streams.getOrDefault(stream, List.of()).size());
    }

    @Override
    public Optional<GenerationState> state(int generation, long version) {
      return Optional.ofNullable(generations.get(generation));
    }

    @Override
    public Optional<CampaignState> campaign(String campaignId, long version) {
      return Optional.ofNullable(campaigns.get(campaignId));
    }

    @Override
    public boolean has(String hash) {
      return brought.containsKey(hash) || blobs.containsKey(hash);
    }

    @Override
    public Optional<byte[]> get(String hash) {
      return Optional.ofNullable(brought.getOrDefault(hash, blobs.get(hash)));
    }
  }
}
