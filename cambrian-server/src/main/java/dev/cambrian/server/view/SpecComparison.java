package dev.cambrian.server.view;

import dev.cambrian.core.mutation.Section;
import dev.cambrian.core.mutation.SectionDiff;
import dev.cambrian.core.mutation.SectionDiff.Change;
import dev.cambrian.core.mutation.SectionDiff.Status;
import dev.cambrian.core.mutation.Sections;
import dev.cambrian.server.git.LineDiff;
import dev.cambrian.server.git.SideBySide;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * How two specs differ, section by section.
 *
 * @param sections every section of both, in the order of the second, each removed one behind what
 *     it followed
 */
public record SpecComparison(List<Entry> sections) {
  /** Of all sections together. */
  private static final int MOST_ROWS = 2_000;

  /**
   * One section.
   *
   * @param lines that differ; empty where none does
   */
  public record Entry(Change change, Optional<SideBySide> lines) {
    /** Its heading as it is written, else its id. */
    public String title() {
      Section section = change.section();
      return section.title().isEmpty() ? section.id() : section.title();
    }

    public boolean differs() {
      return change.status() != Status.UNCHANGED;
    }
  }

  public SpecComparison {
    sections = List.copyOf(sections);
  }

  public static SpecComparison of(Sections before, Sections after) {
    List<Entry> entries = new ArrayList<>();
    int left = MOST_ROWS;
    for (Change change : SectionDiff.of(before, after).changes()) {
      Entry entry = entry(change, left);
      left -= entry.lines().map(SideBySide::rows).orElse(0);
      entries.add(entry);
    }
    return new SpecComparison(entries);
  }

  private static Entry entry(Change change, int rows) {
    return new Entry(
        change,
        change.status() == Status.UNCHANGED
            ? Optional.empty()
            : Optional.of(
                LineDiff.sideBySide(
                    text(change.before()),
                    line(change.before()),
                    text(change.after()),
                    line(change.after()),
                    rows)));
  }

  /** The lines that differ as a unified diff in git's format; empty where none does. */
  public static String unified(Change change) {
    return LineDiff.unified(
        text(change.before()), line(change.before()), text(change.after()), line(change.after()));
  }

  private static String text(Optional<Section> section) {
    return section.map(Section::text).orElse("");
  }

  private static int line(Optional<Section> section) {
    return section.map(Section::firstLine).orElse(1);
  }

  /** Those that differ, in their order. */
  public List<Entry> differing() {
    return sections.stream().filter(Entry::differs).toList();
  }

  /** Whether every byte is the same. */
  public boolean same() {
    return sections.stream().noneMatch(Entry::differs);
  }

  public long count(Status status) {
    return sections.stream().filter(it -> it.change().status() == status).count();
  }

  /** How much differs, in one sentence. */
  public String summary() {
    long frozen = sections.stream().filter(it -> it.change().frozen() && it.differs()).count();
    return same()
        ? "The specs are the same."
        : "%d changed, %d added, %d removed, %d unchanged; %s."
            .formatted(
                count(Status.CHANGED),
                count(Status.ADDED),
                count(Status.REMOVED),
                count(Status.UNCHANGED),
                frozen == 0
                    ? "every FROZEN block is the same"
                    : "%d of them FROZEN".formatted(frozen));
  }
}
