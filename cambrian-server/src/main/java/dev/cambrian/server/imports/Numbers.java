package dev.cambrian.server.imports;

import dev.cambrian.core.history.GenerationRecord;
import dev.cambrian.core.history.History;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/** Which number and which parent a record gets in this home. */
final class Numbers {

  private static final int PAGE = 1_000;

  /**
   * @param known the generation here, where the record was imported or grown here before
   * @param note what is to be told of it, where something is
   */
  record Place(
      int generation, int parent, Optional<GenerationRecord> known, Optional<String> note) {}

  /** Whether there is code of a generation of that number that the history does not know. */
  interface Strangers {
    boolean has(int generation);
  }

  private final History history;
  private final Records records;
  private final boolean renumber;
  private final Strangers strangers;
  private final Map<UUID, Integer> imported = new HashMap<>();
  private final Map<UUID, Integer> placed = new HashMap<>();
  private final Set<Integer> taken = new HashSet<>();
  private int highest;

  Numbers(History history, Records records, boolean renumber, Strangers strangers) {
    this.history = history;
    this.records = records;
    this.renumber = renumber;
    this.strangers = strangers;
    Set<UUID> wanted =
        records.ascending().stream().map(SourceRecord::correlationId).collect(Collectors.toSet());
    int after = 0;
    while (true) {
      List<GenerationRecord> page = history.generations(after, PAGE, Optional.empty());
      for (GenerationRecord record : page) {
        if (wanted.contains(record.correlationId())) {
          imported.put(record.correlationId(), record.generation());
        }
      }
      if (page.size() < PAGE) {
        break;
      }
      after = page.getLast().generation();
    }
    highest = history.highestGeneration();
    for (SourceRecord record : records.ascending()) {
      highest = Math.max(highest, record.generation());
    }
  }

  /**
   * @throws RefusedException if it can have neither its own number nor, where that is wanted, a new
   *     one
   */
  Place of(SourceRecord record) throws RefusedException {
    UUID identity = record.correlationId();
    Integer before = imported.get(identity);
    Optional<GenerationRecord> known =
        before == null
            ? history.generation(record.generation()).filter(here -> isSame(here, record))
            : history.generation(before);
    if (known.isPresent()) {
      return new Place(known.get().generation(), known.get().parent(), known, Optional.empty());
    }
    Optional<SourceRecord> parentRecord =
        record.parent() == 0 ? Optional.empty() : records.parentOf(record);
    Optional<Integer> parent = parentRecord.map(it -> placed.get(it.correlationId()));
    boolean parentIsAnother =
        parent.isEmpty()
            && parentRecord.isPresent()
            && (history.generation(record.parent()).isPresent() || taken.contains(record.parent()));
    if (isFree(record.generation())
        && !parentIsAnother
        && parent.orElse(record.parent()) < record.generation()) {
      return new Place(
          record.generation(), parent.orElse(record.parent()), Optional.empty(), Optional.empty());
    }
    if (!renumber) {
      throw new RefusedException(refusal(record, parentIsAnother));
    }
    Optional<String> note =
        parent.isPresent() || record.parent() == 0
            ? Optional.empty()
            : Optional.of("its parent %d is not here: none is recorded".formatted(record.parent()));
    if (isFree(record.generation()) && parentIsAnother) {
      return new Place(record.generation(), 0, Optional.empty(), note);
    }
    return new Place(next(), parent.orElse(0), Optional.empty(), note);
  }

  private String refusal(SourceRecord record, boolean parentIsAnother) {
    int number = record.generation();
    String way = "; --renumber gives it another number";
    if (history.generation(number).isPresent() || taken.contains(number)) {
      return "generation %d is another here%s".formatted(number, way);
    }
    if (strangers.has(number)) {
      return "there is code of a generation %d here that the history does not know%s"
          .formatted(number, way);
    }
    return parentIsAnother
        ? "generation %d is another here, and is not its parent; --renumber mends that"
            .formatted(record.parent())
        : "its parent has a higher number here" + way;
  }

  private boolean isFree(int generation) {
    return history.generation(generation).isEmpty()
        && !taken.contains(generation)
        && !strangers.has(generation);
  }

  private int next() {
    int number = highest + 1;
    while (!isFree(number)) {
      number++;
    }
    return number;
  }

  /** The record has that number here, or is about to have it. */
  void place(SourceRecord record, int generation) {
    placed.put(record.correlationId(), generation);
    taken.add(generation);
    highest = Math.max(highest, generation);
  }

  private static boolean isSame(GenerationRecord here, SourceRecord record) {
    return record.artifactHash().isPresent()
        && here.artifactHash().equals(record.artifactHash())
        && here.specHash().equals(record.specHash());
  }
}
