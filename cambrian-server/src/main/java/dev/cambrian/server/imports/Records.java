package dev.cambrian.server.imports;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;

/** The records of all files, each generation once, parents before their offspring. */
final class Records {

  private final Map<UUID, SourceRecord> byIdentity = new LinkedHashMap<>();
  private final Map<String, UUID> byFile = new HashMap<>();
  private final Map<Integer, Set<UUID>> byNumber = new HashMap<>();
  private final Consumer<String> problems;

  Records(Consumer<String> problems) {
    this.problems = problems;
  }

  void add(Collection<SourceRecord> records) {
    records.forEach(this::add);
  }

  private void add(SourceRecord record) {
    UUID identity = record.correlationId();
    byFile.put(key(record.file(), record.generation()), identity);
    byNumber.computeIfAbsent(record.generation(), number -> new HashSet<>()).add(identity);
    SourceRecord before = byIdentity.get(identity);
    if (before == null) {
      byIdentity.put(identity, record);
      return;
    }
    if (before.outcome().closed()
        && record.outcome().closed()
        && before.outcome() != record.outcome()) {
      problems.accept(
          "%s.outcome: is %s, in %s it is %s; that one counts"
              .formatted(
                  record.where(), record.outcome().id(), before.where(), before.outcome().id()));
    }
    byIdentity.put(identity, before.completedBy(record));
  }

  /** Ascending by number; where several files have one number, in the order of the files. */
  List<SourceRecord> ascending() {
    List<SourceRecord> all = new ArrayList<>(byIdentity.values());
    all.sort(Comparator.comparingInt(SourceRecord::generation));
    return all;
  }

  /** The parent's record: of the same file, else the only one of that number. */
  Optional<SourceRecord> parentOf(SourceRecord record) {
    UUID near = byFile.get(key(record.file(), record.parent()));
    Set<UUID> all = byNumber.getOrDefault(record.parent(), Set.of());
    UUID parent = near == null && all.size() == 1 ? all.iterator().next() : near;
    return Optional.ofNullable(parent).map(it -> Objects.requireNonNull(byIdentity.get(it)));
  }

  /** The artifact hashes of all records but one. */
  Set<String> othersHashes(SourceRecord record) {
    Set<String> hashes = new HashSet<>();
    for (UUID identity : byNumber.getOrDefault(record.generation(), Set.of())) {
      if (!identity.equals(record.correlationId())) {
        Objects.requireNonNull(byIdentity.get(identity)).artifactHash().ifPresent(hashes::add);
      }
    }
    return hashes;
  }

  private static String key(String file, int generation) {
    return generation + " " + file;
  }
}
