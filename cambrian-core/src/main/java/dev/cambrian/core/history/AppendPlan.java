package dev.cambrian.core.history;

import dev.cambrian.core.event.CampaignEvent;
import dev.cambrian.core.event.Event;
import dev.cambrian.core.event.EventCodec;
import dev.cambrian.core.event.RecordedEvent;
import dev.cambrian.core.event.StreamId;
import dev.cambrian.core.json.Json;
import dev.cambrian.core.json.JsonException;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;

/**
 * What one append is going to store, decided before anything is written; every store decides in
 * this one place.
 *
 * @param before state of the generation, where the stream is one and was there
 * @param state of the generation afterwards, where the stream is one
 * @param campaign state of the campaign afterwards, where the stream is one
 */
record AppendPlan(
    List<EventRow> rows,
    List<RecordedEvent> events,
    Optional<GenerationState> before,
    Optional<GenerationState> state,
    Optional<CampaignState> campaign) {

  /** The store as the append finds it. */
  interface Base {
    /** The last row of all, and how long this stream is. */
    Head head(StreamId stream);

    /**
     * What is projected of a generation.
     *
     * @param version of its stream; a store that knows the state at this very version need not look
     */
    Optional<GenerationState> state(int generation, long version);

    /**
     * The state of a campaign.
     *
     * @param version of its stream, at least 1
     */
    Optional<CampaignState> campaign(String campaignId, long version);

    boolean has(String hash);

    Optional<byte[]> get(String hash);
  }

  /**
   * Where the next row goes.
   *
   * @param position of the last row, 0 where there is none
   * @param digest of the last row, {@link DigestChain#START} where there is none
   * @param eventId of the last row
   * @param version of the stream, 0 where it does not exist
   */
  record Head(long position, String digest, Optional<UUID> eventId, long version) {
    static final Head NONE = new Head(0, DigestChain.START, Optional.empty(), 0);
  }

  /** Where the envelope's own facts come from. */
  record Stamps(EventCodec codec, Clock clock, Supplier<UUID> ids) {}

  static AppendPlan of(
      Base base,
      Stamps stamps,
      StreamId stream,
      WriteCondition condition,
      EventStore.Causation causation,
      List<Event> events) {
    checkBelong(stream, events);
    Head head = base.head(stream);
    long version = head.version();
    checkCondition(stream, condition, version);
    Instant now = stamps.clock().instant().truncatedTo(ChronoUnit.MILLIS);
    String recordedAt = Timestamps.text(now);
    Optional<GenerationState> before = stateBefore(base, stream, version);
    Optional<GenerationState> state = before;
    Optional<CampaignState> campaign = campaignBefore(base, stream, version);
    List<EventRow> rows = new ArrayList<>();
    List<RecordedEvent> recorded = new ArrayList<>();
    for (Event event : events) {
      EventCodec.Encoded encoded = stamps.codec().encode(event);
      checkBlobs(base, stream, encoded);
      version++;
      UUID id = EventIds.after(head.eventId(), stamps.ids().get());
      EventRow row =
          new EventRow(
                  head.position() + 1,
                  id.toString(),
                  stream.value(),
                  version,
                  encoded.type(),
                  encoded.schemaVersion(),
                  recordedAt,
                  causation.correlationId().toString(),
                  causation.causationId().map(UUID::toString),
                  encoded.data(),
                  "")
              .chained(head.digest());
      RecordedEvent stored =
          new RecordedEvent(
              row.position(),
              id,
              stream,
              version,
              encoded.type(),
              encoded.schemaVersion(),
              now,
              causation.correlationId(),
              causation.causationId(),
              encoded.event(),
              row.digest());
      if (stream.generation().isPresent()) {
        GenerationFold.check(state, event);
        state = Optional.of(GenerationFold.evolve(state, stored));
      } else if (stream.campaign().isPresent()) {
        CampaignFold.check(campaign, event);
        campaign = Optional.of(CampaignFold.evolve(campaign, stored));
      }
      head = new Head(row.position(), row.digest(), Optional.of(id), version);
      rows.add(row);
      recorded.add(stored);
    }
    return new AppendPlan(List.copyOf(rows), List.copyOf(recorded), before, state, campaign);
  }

  /** What the projection of the generation becomes, where it becomes another. */
  Optional<GenerationState> change() {
    return state.filter(after -> before.filter(it -> it.saysTheSameAs(after)).isEmpty());
  }

  private static void checkBelong(StreamId stream, List<Event> events) {
    if (events.isEmpty()) {
      throw new IllegalArgumentException("an append needs at least one event");
    }
    for (Event event : events) {
      if (!StreamId.of(event).equals(stream)) {
        throw new IllegalArgumentException(
            "%s of %s cannot be appended to %s"
                .formatted(EventCodec.typeOf(event), StreamId.of(event), stream));
      }
    }
  }

  private static void checkCondition(StreamId stream, WriteCondition condition, long version) {
    boolean holds =
        switch (condition) {
          case WriteCondition.Any any -> true;
          case WriteCondition.NoStream noStream -> version == 0;
          case WriteCondition.AtVersion at -> version == at.version();
        };
    if (!holds) {
      throw new HistoryException.Conflict(stream, condition, version);
    }
  }

  private static Optional<GenerationState> stateBefore(Base base, StreamId stream, long version) {
    if (version == 0 || stream.generation().isEmpty()) {
      return GenerationFold.initial();
    }
    int generation = stream.generation().getAsInt();
    Optional<GenerationState> state = base.state(generation, version);
    if (state.isEmpty()) {
      throw new HistoryException.Corrupt(
          "the projections lack generation %d: rebuild them".formatted(generation));
    }
    return state;
  }

  private static Optional<CampaignState> campaignBefore(Base base, StreamId stream, long version) {
    return version == 0
        ? Optional.empty()
        : stream.campaign().flatMap(campaign -> base.campaign(campaign, version));
  }

  private static void checkBlobs(Base base, StreamId stream, EventCodec.Encoded encoded) {
    List<String> hashes = BlobReferences.of(encoded.event());
    for (String hash : hashes) {
      if (!base.has(hash)) {
        throw new HistoryException.IllegalTransition(
            stream, encoded.type(), "the content " + hash + " is not stored");
      }
    }
    if (encoded.event() instanceof Event.VerdictGiven
        || encoded.event() instanceof Event.BaselineReverseRun
        || encoded.event() instanceof CampaignEvent.TrialScored) {
      hashes.forEach(it -> checkReport(stream, encoded.type(), base.get(it).orElseThrow()));
    }
  }

  private static void checkReport(StreamId stream, String type, byte[] report) {
    try {
      if (Json.parse(report).isObject()) {
        return;
      }
      throw new HistoryException.IllegalTransition(stream, type, "its report is no JSON object");
    } catch (JsonException broken) {
      throw new HistoryException.IllegalTransition(
          stream, type, "its report is no JSON: " + broken.getMessage());
    }
  }
}
