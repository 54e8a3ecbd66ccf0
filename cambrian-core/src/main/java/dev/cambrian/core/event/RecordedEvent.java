package dev.cambrian.core.event;

import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * An event in its envelope.
 *
 * @param position in the whole history, from 1, without gaps
 * @param eventId UUIDv7 (RFC 9562)
 * @param version in its stream, from 1, without gaps
 * @param type the stored name, such as {@code generation.started}
 * @param schemaVersion of the stored data, from 1
 * @param recordedAt to the millisecond
 * @param correlationId what belongs together: one growth
 * @param causationId the event that led to this one
 * @param digest 64 hex digits: SHA-256 over the previous row's digest and this row
 */
public record RecordedEvent(
    long position,
    UUID eventId,
    StreamId stream,
    long version,
    String type,
    int schemaVersion,
    Instant recordedAt,
    UUID correlationId,
    Optional<UUID> causationId,
    Event event,
    String digest) {}
