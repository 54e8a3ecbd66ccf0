package dev.cambrian.core.history;

import dev.cambrian.core.event.Event;
import dev.cambrian.core.event.EventCodec;
import dev.cambrian.core.event.RecordedEvent;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jdbi.v3.core.Handle;

/**
 * Checks everything that must be true of a history: positions and versions without gaps, the digest
 * chain, that every event decodes and can follow what was before, that every blob is there and has
 * its hash, and that the projected generations are what the events say. Stops at the first that is
 * not so.
 */
final class HistoryWalk {
  private final EventCodec codec;
  private final Map<String, Long> versions = new HashMap<>();
  private final TreeMap<Integer, GenerationState> generations = new TreeMap<>();
  private final Set<String> stored = new HashSet<>();
  private final Map<String, String> altered = new LinkedHashMap<>();
  private long position;
  private String digest = DigestChain.START;

  private HistoryWalk(EventCodec codec) {
    this.codec = codec;
  }

  static HistoryCheck over(Handle handle, EventCodec codec) {
    HistoryWalk walk = new HistoryWalk(codec);
    return handle.inTransaction(
        reading -> {
          walk.blobs(reading);
          Optional<HistoryCheck.Broken> broken =
              walk.events(reading).or(walk::unused).or(() -> walk.projection(reading));
          return new HistoryCheck(
              walk.position, walk.stored.size() - walk.altered.size(), walk.digest, broken);
        });
  }

  private void blobs(Handle handle) {
    try (var hashes =
        handle
            .createQuery("SELECT hash, content FROM blob ORDER BY rowid")
            .map((row, context) -> weighed(row.getString(1), row.getBytes(2)))
            .iterator()) {
      hashes.forEachRemaining(stored::add);
    }
  }

  private String weighed(String hash, byte[] content) {
    try {
      BlobRows.checked(hash, content);
    } catch (HistoryException.Corrupt corrupt) {
      altered.put(hash, SqliteErrors.line(corrupt));
    }
    return hash;
  }

  /** Those that an event refers to were found there; this is about the others. */
  private Optional<HistoryCheck.Broken> unused() {
    return altered.values().stream().findFirst().map(line -> new HistoryCheck.Broken(0, line));
  }

  private Optional<HistoryCheck.Broken> events(Handle handle) {
    try (var rows =
        handle
            .createQuery(EventRows.SELECT + "ORDER BY position")
            .map((row, context) -> EventRows.read(row))
            .iterator()) {
      return events(rows);
    }
  }

  private Optional<HistoryCheck.Broken> events(Iterator<EventRow> rows) {
    while (rows.hasNext()) {
      EventRow row = rows.next();
      Optional<String> reason = reason(row);
      if (reason.isPresent()) {
        return Optional.of(new HistoryCheck.Broken(row.position(), reason.get()));
      }
      position = row.position();
      digest = row.digest();
    }
    return Optional.empty();
  }

  private Optional<String> reason(EventRow row) {
    if (row.position() != position + 1) {
      return Optional.of("the position after %d is missing".formatted(position));
    }
    String due = DigestChain.next(digest, row);
    if (!due.equals(row.digest())) {
      return Optional.of(
          "its digest is %s but its content and the row before give %s"
              .formatted(row.digest(), due));
    }
    long expected = versions.merge(row.stream(), 1L, Long::sum);
    if (row.version() != expected) {
      return Optional.of(
          "%s has version %d where %d was due".formatted(row.stream(), row.version(), expected));
    }
    try {
      return follow(row.decode(codec));
    } catch (HistoryException.Corrupt | HistoryException.TooNew unreadable) {
      return Optional.of(SqliteErrors.line(unreadable));
    }
  }

  private Optional<String> follow(RecordedEvent recorded) {
    if (recorded.event() instanceof Event.OfGeneration event) {
      Optional<GenerationState> before = Optional.ofNullable(generations.get(event.generation()));
      generations.put(event.generation(), GenerationFold.evolve(before, recorded));
    }
    for (String hash : BlobReferences.of(recorded.event())) {
      if (altered.containsKey(hash)) {
        return Optional.ofNullable(altered.get(hash));
      }
      if (!stored.contains(hash)) {
        return Optional.of("the content " + hash + " that it refers to is missing");
      }
    }
    return Optional.empty();
  }

  private Optional<HistoryCheck.Broken> projection(Handle handle) {
    List<GenerationState> projected =
        handle
            .createQuery(GenerationRows.SELECT + "ORDER BY generation")
            .map((row, context) -> GenerationRows.read(row))
            .list();
    return projected.equals(List.copyOf(generations.values()))
        ? Optional.empty()
        : Optional.of(
            new HistoryCheck.Broken(
                0, "the projected generations are not what the events say: rebuild them"));
  }
}
