package dev.cambrian.core.history;

import dev.cambrian.core.event.Event;
import dev.cambrian.core.event.EventCodec;
import dev.cambrian.core.event.EventFormatException;
import dev.cambrian.core.event.RecordedEvent;
import dev.cambrian.core.event.StreamId;
import java.time.DateTimeException;
import java.util.Optional;
import java.util.UUID;

/** One row of the table {@code event}, as text and numbers. */
record EventRow(
    long position,
    String eventId,
    String stream,
    long version,
    String type,
    int schemaVersion,
    String recordedAt,
    String correlationId,
    Optional<String> causationId,
    String data,
    String digest) {

  /** This row with its place in the chain after the row of that digest. */
  EventRow chained(String previousDigest) {
    return new EventRow(
        position,
        eventId,
        stream,
        version,
        type,
        schemaVersion,
        recordedAt,
        correlationId,
        causationId,
        data,
        DigestChain.next(previousDigest, this));
  }

  /**
   * The event in its envelope.
   *
   * @throws HistoryException.TooNew if a newer version wrote it
   * @throws HistoryException.Corrupt if the row contradicts itself
   */
  RecordedEvent decode(EventCodec codec) {
    try {
      Event event = codec.decode(type, schemaVersion, data);
      StreamId id = new StreamId(stream);
      if (!id.equals(StreamId.of(event))) {
        throw new HistoryException.Corrupt(
            "event %d (%s) is of %s but stands in %s"
                .formatted(position, type, StreamId.of(event), stream));
      }
      return with(event);
    } catch (EventFormatException unreadable) {
      String line = "event " + position + ": " + unreadable.getMessage();
      if (unreadable.newer()) {
        throw new HistoryException.TooNew(line);
      }
      throw new HistoryException.Corrupt(line, unreadable);
    } catch (IllegalArgumentException | DateTimeException broken) {
      throw new HistoryException.Corrupt(
          "event %d has a broken envelope: %s".formatted(position, broken.getMessage()), broken);
    }
  }

  RecordedEvent with(Event event) {
    return new RecordedEvent(
        position,
        UUID.fromString(eventId),
        new StreamId(stream),
        version,
        type,
        schemaVersion,
        Timestamps.instant(recordedAt),
        UUID.fromString(correlationId),
        causationId.map(UUID::fromString),
        event,
        digest);
  }
}
