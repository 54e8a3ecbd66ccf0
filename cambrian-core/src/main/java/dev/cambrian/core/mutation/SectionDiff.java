package dev.cambrian.core.mutation;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * How two specs differ, section by section. Sections are the same where they have the same id and
 * the same order among the others; one that was moved is removed and added.
 *
 * @param changes every section of both, in the order of the second, each removed one behind what it
 *     followed
 */
public record SectionDiff(List<Change> changes) {

  public enum Status {
    UNCHANGED,
    CHANGED,
    ADDED,
    REMOVED;

    /** The name in JSON, such as {@code added}. */
    public String id() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * @param before in the first spec; absent where it was added
   * @param after in the second; absent where it was removed
   */
  public record Change(Status status, Optional<Section> before, Optional<Section> after) {

    /** The section as it is now, else as it was. */
    public Section section() {
      return after.or(() -> before).orElseThrow();
    }

    /** Whether it is or was FROZEN. */
    public boolean frozen() {
      return before.filter(Section::frozen).isPresent()
          || after.filter(Section::frozen).isPresent();
    }
  }

  public SectionDiff {
    changes = List.copyOf(changes);
  }

  public static SectionDiff of(Sections before, Sections after) {
    Set<String> kept = kept(before, after);
    List<Change> changes = new ArrayList<>();
    int next = removed(before, 0, kept, changes);
    for (Section section : after.all()) {
      if (!kept.contains(section.id())) {
        changes.add(new Change(Status.ADDED, Optional.empty(), Optional.of(section)));
        continue;
      }
      Section old = before.all().get(next);
      boolean same = old.text().equals(section.text()) && old.kind() == section.kind();
      changes.add(
          new Change(
              same ? Status.UNCHANGED : Status.CHANGED, Optional.of(old), Optional.of(section)));
      next = removed(before, next + 1, kept, changes);
    }
    return new SectionDiff(changes);
  }

  /** Adds those from there that are not kept; answers where the next kept one stands. */
  private static int removed(Sections before, int from, Set<String> kept, List<Change> changes) {
    int next = from;
    while (next < before.all().size() && !kept.contains(before.all().get(next).id())) {
      Section old = before.all().get(next++);
      changes.add(new Change(Status.REMOVED, Optional.of(old), Optional.empty()));
    }
    return next;
  }

  /** Whether every byte is the same. */
  public boolean same() {
    return changes.stream().allMatch(it -> it.status() == Status.UNCHANGED);
  }

  /**
   * The ids of the most sections that both have in the same order: the longest increasing
   * subsequence of their places, by patience sorting.
   */
  private static Set<String> kept(Sections before, Sections after) {
    Map<String, Integer> places = new HashMap<>();
    for (int i = 0; i < after.all().size(); i++) {
      places.put(after.all().get(i).id(), i);
    }
    List<Link> tops = new ArrayList<>();
    for (Section section : before.all()) {
      Integer place = places.get(section.id());
      if (place != null) {
        int pile = pile(tops, place);
        Optional<Link> left = pile == 0 ? Optional.empty() : Optional.of(tops.get(pile - 1));
        Link link = new Link(section.id(), place, left);
        if (pile == tops.size()) {
          tops.add(link);
        } else {
          tops.set(pile, link);
        }
      }
    }
    Set<String> kept = new HashSet<>();
    Optional<Link> link = tops.isEmpty() ? Optional.empty() : Optional.of(tops.getLast());
    while (link.isPresent()) {
      kept.add(link.get().id());
      link = link.get().left();
    }
    return kept;
  }

  private record Link(String id, int place, Optional<Link> left) {}

  private static int pile(List<Link> tops, int place) {
    int low = 0;
    int high = tops.size();
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (tops.get(middle).place() < place) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }
}
