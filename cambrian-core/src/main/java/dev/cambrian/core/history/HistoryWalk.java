package dev.cambrian.core.history;

import dev.cambrian.core.event.EventCodec;
import dev.cambrian.core.event.RecordedEvent;
import dev.cambrian.core.event.StreamId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;

/**
 * Checks everything that must be true of a history: positions and versions without gaps, the digest
 * chain, that every event decodes and can follow what was before, that every blob is there and has
 * its hash, and that the projected generations and campaigns are what the events say.
 *
 * <p>Goes on after a defect from what is stored, and tells of each one once: a missing event does
 * not make the next ones wrong, and what a broken event did to its generation is not guessed at.
 */
final class HistoryWalk {
  private final EventCodec codec;
  private final Map<String, Long> versions = new HashMap<>();
  private final TreeMap<Integer, GenerationState> generations = new TreeMap<>();
  private final TreeMap<String, CampaignState> campaigns = new TreeMap<>();
  private final Set<String> doubtful = new HashSet<>();
  private final Set<String> stored = new HashSet<>();
  private final Map<String, String> altered = new LinkedHashMap<>();
  private final Set<String> told = new HashSet<>();
  private final List<HistoryCheck.Broken> broken = new ArrayList<>();
  private long defects;
  private long good;
  private long missing;
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
          walk.events(reading);
          walk.unused();
          walk.generations(reading);
          walk.campaigns(reading);
          return new HistoryCheck(
              walk.good,
              walk.stored.size() - walk.altered.size(),
              walk.digest,
              walk.defects,
              walk.broken);
        });
  }

  private void defect(long at, String reason) {
    defects++;
    if (broken.size() < HistoryCheck.LISTED) {
      broken.add(new HistoryCheck.Broken(at, reason));
    }
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

  /** Those that an event refers to were told of there; this is about the others. */
  private void unused() {
    altered.forEach(
        (hash, line) -> {
          if (!told.contains(hash)) {
            defect(0, line);
          }
        });
  }

  private void events(Handle handle) {
    try (var rows =
        handle
            .createQuery(EventRows.SELECT + "ORDER BY position")
            .map((row, context) -> EventRows.read(row))
            .iterator()) {
      rows.forEachRemaining(this::event);
    }
  }

  private void event(EventRow row) {
    long before = defects;
    chain(row);
    version(row);
    content(row);
    good += defects == before ? 1 : 0;
    position = row.position();
    digest = row.digest();
  }

  /** What is missing took its digest with it, so that the next event's cannot be checked. */
  private void chain(EventRow row) {
    if (row.position() != position + 1) {
      missing += row.position() - position - 1;
      defect(
          row.position(),
          row.position() == position + 2
              ? "the position after %d is missing".formatted(position)
              : "the %d positions after %d are missing"
                  .formatted(row.position() - position - 1, position));
      return;
    }
    String due = DigestChain.next(digest, row);
    if (!due.equals(row.digest())) {
      doubtful.add(row.stream());
      defect(
          row.position(),
          "its digest is %s but its content and the row before give %s"
              .formatted(row.digest(), due));
    }
  }

  /** A gap in a stream that as many missing positions explain is no defect of its own. */
  private void version(EventRow row) {
    long due = versions.getOrDefault(row.stream(), 0L) + 1;
    versions.put(row.stream(), row.version());
    if (row.version() == due) {
      return;
    }
    doubtful.add(row.stream());
    long skipped = row.version() - due;
    if (skipped > 0 && skipped <= missing) {
      missing -= skipped;
      return;
    }
    defect(
        row.position(),
        "%s has version %d where %d was due".formatted(row.stream(), row.version(), due));
  }

  private void content(EventRow row) {
    try {
      RecordedEvent recorded = row.decode(codec);
      follow(recorded);
      BlobReferences.of(recorded.event()).forEach(hash -> content(row, hash));
    } catch (HistoryException.Corrupt | HistoryException.TooNew unreadable) {
      doubtful.add(row.stream());
      String line = SqliteErrors.line(unreadable);
      String itself = "event " + row.position() + ": ";
      defect(row.position(), line.startsWith(itself) ? line.substring(itself.length()) : line);
    }
  }

  private void follow(RecordedEvent recorded) {
    if (doubtful.contains(recorded.stream().value())) {
      return;
    }
    OptionalInt generation = recorded.stream().generation();
    if (generation.isPresent()) {
      int number = generation.getAsInt();
      Optional<GenerationState> before = Optional.ofNullable(generations.get(number));
      generations.put(number, GenerationFold.evolve(before, recorded));
    }
    Optional<String> campaign = recorded.stream().campaign();
    if (campaign.isPresent()) {
      Optional<CampaignState> before = Optional.ofNullable(campaigns.get(campaign.get()));
      campaigns.put(campaign.get(), CampaignFold.evolve(before, recorded));
    }
  }

  private void content(EventRow row, String hash) {
    String line =
        stored.contains(hash)
            ? altered.get(hash)
            : "the content " + hash + " that it refers to is missing";
    if (line != null && told.add(hash)) {
      defect(row.position(), line);
    }
  }

  /** Of the generations that the events tell of without a break. */
  private void generations(Handle handle) {
    Map<Integer, GenerationState> projected = new TreeMap<>();
    try (var rows =
        handle
            .createQuery(GenerationRows.SELECT + "ORDER BY generation")
            .map((row, context) -> GenerationRows.read(row))
            .iterator()) {
      rows.forEachRemaining(state -> projected.put(state.record().generation(), state));
    } catch (HistoryException.Corrupt unreadable) {
      defect(0, SqliteErrors.line(unreadable));
      return;
    }
    compare("generation", StreamId::generation, projected, generations);
  }

  /** Of the campaigns, likewise. */
  private void campaigns(Handle handle) {
    Map<String, CampaignRecord> projected = new TreeMap<>();
    try (var rows =
        handle
            .createQuery(CampaignRows.SELECT + "ORDER BY campaign")
            .map((row, context) -> CampaignRows.read(row))
            .iterator()) {
      rows.forEachRemaining(record -> projected.put(record.campaignId(), record));
    } catch (HistoryException.Corrupt unreadable) {
      defect(0, SqliteErrors.line(unreadable));
      return;
    }
    Map<String, CampaignRecord> told = new TreeMap<>();
    campaigns.forEach((id, state) -> told.put(id, state.record()));
    compare("campaign", StreamId::campaign, projected, told);
  }

  private <K, V> void compare(
      String what, Function<K, StreamId> stream, Map<K, V> projected, Map<K, V> told) {
    Set<K> all = new TreeSet<>(projected.keySet());
    all.addAll(told.keySet());
    all.removeIf(key -> doubtful.contains(stream.apply(key).value()));
    String advice = defects == 0 ? ": rebuild the projections" : "";
    for (K key : all) {
      if (!Objects.equals(projected.get(key), told.get(key))) {
        defect(
            0, "the projection of %s %s is not what its events say%s".formatted(what, key, advice));
      }
    }
  }
}
