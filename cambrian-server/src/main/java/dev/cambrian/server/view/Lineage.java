package dev.cambrian.server.view;

import dev.cambrian.core.history.GenerationRecord;
import dev.cambrian.core.history.History;
import dev.cambrian.core.history.Outcome;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Who grew whom. A generation whose parent is none of these is a root.
 *
 * <p>Drawn, the offspring with the most descendants continues its parent's line, and the others
 * branch off it; so a forest of n generations is at most log n branches deep, however long its
 * lines are.
 */
public final class Lineage {

  private static final int PAGE = 1_000;

  /** What a generation is to the one that was asked for. */
  public enum Relation {
    ANCESTOR,
    SELF,
    DESCENDANT
  }

  /**
   * One line of the drawing.
   *
   * @param branches how many branches it stands away from the first line
   * @param branchesOff whether it branches off here, and does not continue its parent's line
   */
  public record Line(GenerationRecord record, int branches, boolean branchesOff) {}

  private final TreeMap<Integer, GenerationRecord> records = new TreeMap<>();
  private final Map<Integer, List<Integer>> offspring = new HashMap<>();

  private Lineage(Collection<GenerationRecord> all) {
    for (GenerationRecord record : all) {
      records.put(record.generation(), record);
      offspring
          .computeIfAbsent(record.parent(), parent -> new ArrayList<>())
          .add(record.generation());
    }
  }

  /** Of all generations. */
  public static Lineage of(History history) {
    List<GenerationRecord> all = new ArrayList<>();
    int after = 0;
    while (true) {
      List<GenerationRecord> page = history.generations(after, PAGE, Optional.empty());
      all.addAll(page);
      if (page.size() < PAGE) {
        return new Lineage(all);
      }
      after = page.getLast().generation();
    }
  }

  /** Of these generations. */
  static Lineage of(Collection<GenerationRecord> records) {
    return new Lineage(records);
  }

  /** Only the ancestors of a generation, itself and its descendants; empty where there is none. */
  public Lineage around(int generation) {
    return new Lineage(
        relations(generation).keySet().stream()
            .map(number -> Objects.requireNonNull(records.get(number)))
            .toList());
  }

  /** What the ancestors, the generation and its descendants are to it, ascending. */
  public Map<Integer, Relation> relations(int generation) {
    Map<Integer, Relation> relations = new TreeMap<>();
    GenerationRecord at = records.get(generation);
    if (at == null) {
      return relations;
    }
    relations.put(generation, Relation.SELF);
    while ((at = records.get(at.parent())) != null) {
      relations.put(at.generation(), Relation.ANCESTOR);
    }
    Deque<Integer> open = new ArrayDeque<>(offspringOf(generation));
    while (!open.isEmpty()) {
      int number = open.removeFirst();
      relations.put(number, Relation.DESCENDANT);
      open.addAll(offspringOf(number));
    }
    return relations;
  }

  /** One of them. */
  public Optional<GenerationRecord> record(int generation) {
    return Optional.ofNullable(records.get(generation));
  }

  /** Ascending. */
  public Collection<GenerationRecord> records() {
    return Collections.unmodifiableCollection(records.values());
  }

  /** Whether it is one of these. */
  public boolean contains(int generation) {
    return records.containsKey(generation);
  }

  /** The numbers of those that a generation grew, ascending. */
  public List<Integer> offspringOf(int generation) {
    return Collections.unmodifiableList(offspring.getOrDefault(generation, List.of()));
  }

  /** The drawing, from top to bottom; roots ascending. */
  public List<Line> lines() {
    Map<Integer, Integer> sizes = sizes();
    Deque<Line> open = new ArrayDeque<>();
    for (GenerationRecord root : records.descendingMap().values()) {
      if (!records.containsKey(root.parent())) {
        open.push(new Line(root, 0, false));
      }
    }
    List<Line> lines = new ArrayList<>(records.size());
    Set<Integer> seen = new HashSet<>();
    while (!open.isEmpty()) {
      Line line = open.pop();
      if (!seen.add(line.record().generation())) {
        continue;
      }
      lines.add(line);
      List<GenerationRecord> children =
          offspringOf(line.record().generation()).stream()
              .map(number -> Objects.requireNonNull(records.get(number)))
              .toList();
      if (children.isEmpty()) {
        continue;
      }
      GenerationRecord heir = Collections.max(children, heirs(sizes));
      open.push(new Line(heir, line.branches(), false));
      for (GenerationRecord child : children.reversed()) {
        if (child.generation() != heir.generation()) {
          open.push(new Line(child, line.branches() + 1, true));
        }
      }
    }
    return lines;
  }

  private static Comparator<GenerationRecord> heirs(Map<Integer, Integer> sizes) {
    return Comparator.<GenerationRecord>comparingInt(it -> sizes.getOrDefault(it.generation(), 1))
        .thenComparing(it -> it.outcome() == Outcome.PROMOTED)
        .thenComparingInt(GenerationRecord::generation);
  }

  /** How many each and its descendants are; a parent has a lower number than its offspring. */
  private Map<Integer, Integer> sizes() {
    Map<Integer, Integer> sizes = new HashMap<>();
    for (GenerationRecord record : records.descendingMap().values()) {
      sizes.merge(record.generation(), 1, Integer::sum);
      sizes.merge(record.parent(), sizes.get(record.generation()), Integer::sum);
    }
    return sizes;
  }
}
