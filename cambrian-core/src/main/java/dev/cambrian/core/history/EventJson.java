package dev.cambrian.core.history;

import dev.cambrian.core.event.EventCodec;
import dev.cambrian.core.event.RecordedEvent;
import dev.cambrian.core.json.Json;
import tools.jackson.databind.node.ObjectNode;

/**
 * An event on the wire: its envelope in kebab-case and its data in the newest schema version of its
 * type ({@code schemas/event}); what is not known is absent and never null.
 */
public final class EventJson {
  private EventJson() {}

  public static ObjectNode of(RecordedEvent recorded) {
    EventCodec.Encoded encoded = EventCodec.standard().encode(recorded.event());
    ObjectNode json =
        Json.object()
            .put("position", recorded.position())
            .put("event-id", recorded.eventId().toString())
            .put("stream", recorded.stream().value())
            .put("version", recorded.version())
            .put("type", encoded.type())
            .put("schema-version", encoded.schemaVersion())
            .put("recorded-at", Timestamps.text(recorded.recordedAt()))
            .put("correlation-id", recorded.correlationId().toString());
    recorded.causationId().ifPresent(id -> json.put("causation-id", id.toString()));
    json.set("data", Json.parseStored(encoded.data()));
    return json.put("digest", recorded.digest());
  }
}
