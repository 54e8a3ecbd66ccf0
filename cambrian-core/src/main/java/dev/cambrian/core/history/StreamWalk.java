package dev.cambrian.core.history;

import dev.cambrian.core.event.EventCodec;
import dev.cambrian.core.event.RecordedEvent;
import dev.cambrian.core.event.StreamId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.jdbi.v3.core.Handle;

/**
 * What of a {@link HistoryWalk} can be told by the rows of one stream and the digest before each of
 * them: that each has its digest, that versions have no gaps, that every event decodes and can
 * follow, that what it refers to is there and has its hash, and that the projected generation is
 * what its events say.
 */
final class StreamWalk {
  private final Handle handle;
  private final EventCodec codec;
  private final StreamId stream;
  private final List<HistoryCheck.Broken> broken = new ArrayList<>();
  private final Set<String> blobs = new HashSet<>();
  private Optional<GenerationState> state = GenerationFold.initial();
  private long version;
  private long good;
  private long defects;
  private String digest = "";

  private StreamWalk(Handle handle, EventCodec codec, StreamId stream) {
    this.handle = handle;
    this.codec = codec;
    this.stream = stream;
  }

  static HistoryCheck over(Handle handle, EventCodec codec, StreamId stream) {
    StreamWalk walk = new StreamWalk(handle, codec, stream);
    return handle.inTransaction(
        _ -> {
          walk.events();
          walk.projection();
          return new HistoryCheck(
              walk.good, walk.blobs.size(), walk.digest, walk.defects, walk.broken);
        });
  }

  private void events() {
    List<EventRow> rows =
        handle
            .createQuery(EventRows.SELECT + "WHERE stream = :stream ORDER BY version")
            .bind("stream", stream.value())
            .map((row, context) -> EventRows.read(row))
            .list();
    for (EventRow row : rows) {
      long before = defects;
      chain(row);
      if (row.version() != version + 1) {
        defect(
            row.position(),
            "%s has version %d where %d was due"
                .formatted(stream.value(), row.version(), version + 1));
      }
      version = row.version();
      content(row);
      good += defects == before ? 1 : 0;
      digest = row.digest();
    }
  }

  private void defect(long at, String reason) {
    defects++;
    if (broken.size() < HistoryCheck.LISTED) {
      broken.add(new HistoryCheck.Broken(at, reason));
    }
  }

  private void chain(EventRow row) {
    Optional<String> before =
        row.position() == 1
            ? Optional.of(DigestChain.START)
            : handle
                .createQuery("SELECT digest FROM event WHERE position = :position")
                .bind("position", row.position() - 1)
                .mapTo(String.class)
                .findFirst();
    if (before.isEmpty()) {
      defect(row.position(), "the position before it is missing");
      return;
    }
    String due = DigestChain.next(before.get(), row);
    if (!due.equals(row.digest())) {
      defect(
          row.position(),
          "its digest is %s but its content and the row before give %s"
              .formatted(row.digest(), due));
    }
  }

  private void content(EventRow row) {
    try {
      RecordedEvent recorded = row.decode(codec);
      if (stream.generation().isPresent() && defects == 0) {
        state = Optional.of(GenerationFold.evolve(state, recorded));
      }
      BlobReferences.of(recorded.event()).forEach(hash -> content(row, hash));
    } catch (HistoryException.Corrupt | HistoryException.TooNew unreadable) {
      defect(row.position(), SqliteErrors.line(unreadable));
    }
  }

  private void content(EventRow row, String hash) {
    Optional<byte[]> content =
        handle
            .createQuery(BlobRows.CONTENT)
            .bind(0, hash)
            .map((found, context) -> found.getBytes(1))
            .findFirst();
    if (content.isEmpty()) {
      defect(row.position(), "the content " + hash + " that it refers to is missing");
      return;
    }
    byte[] _ = BlobRows.checked(hash, content.get());
    blobs.add(hash);
  }

  /** Of broken events nothing is guessed. */
  private void projection() {
    OptionalInt generation = stream.generation();
    if (generation.isEmpty() || defects > 0) {
      return;
    }
    Optional<GenerationState> projected =
        handle
            .createQuery(GenerationRows.SELECT + "WHERE generation = :generation")
            .bind("generation", generation.getAsInt())
            .map((row, context) -> GenerationRows.read(row))
            .findFirst();
    if (!projected.equals(state)) {
      defect(
          0,
          "the projection of generation %d is not what its events say: rebuild the projections"
              .formatted(generation.getAsInt()));
    }
  }
}
