package dev.cambrian.core.mutation;

import dev.cambrian.core.json.Quote;
import dev.cambrian.core.spec.SpecOutline;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** Says what happened outside of the one section that was to be edited. */
final class OutsideComparison {
  private static final int MAX_SHOWN = 80;

  private final SpecOutline parent;
  private final SpecOutline child;
  private final Section edited;
  private final String before;
  private final String after;
  private final boolean same;

  OutsideComparison(SpecOutline parent, SpecOutline child, Section edited) {
    this.parent = parent;
    this.child = child;
    this.edited = edited;
    Sections sections = Sections.of(parent);
    before = sections.before(edited.id());
    after = sections.after(edited.id());
    String text = String.join("", child.lines());
    same =
        text.length() >= before.length() + after.length()
            && text.startsWith(before)
            && text.endsWith(after);
  }

  /** Whether no byte is another. */
  boolean same() {
    return same;
  }

  /**
   * One line on the first heading of the parent that is not where it was; empty where all are. New
   * ones may stand in the edited section.
   */
  Optional<String> lostHeading() {
    List<SpecOutline.Heading> wanted = parent.headings();
    List<SpecOutline.Heading> found = child.headings();
    int kept = (int) wanted.stream().filter(it -> it.line() <= edited.firstLine()).count();
    int shift = found.size() - wanted.size();
    return IntStream.range(0, wanted.size())
        .filter(
            i ->
                i < kept
                    ? i >= found.size() || !equal(wanted.get(i), found.get(i))
                    : shift < 0 || !equalBehind(wanted.get(i), found.get(i + shift)))
        .mapToObj(wanted::get)
        .findFirst()
        .map(
            it ->
                "the heading %s of level %d is gone, changed or in another place"
                    .formatted(Quote.of(it.title(), MAX_SHOWN), it.level()));
  }

  private static boolean equal(SpecOutline.Heading one, SpecOutline.Heading other) {
    return one.level() == other.level() && one.title().equals(other.title());
  }

  /** And, where the text is the same, in the same line of it: a copy elsewhere is another. */
  private boolean equalBehind(SpecOutline.Heading one, SpecOutline.Heading other) {
    return equal(one, other)
        && (!same || fromEnd(parent, one.line()) == fromEnd(child, other.line()));
  }

  /** Whether a FROZEN block behind the edited section is hidden where the same text stands. */
  boolean hidesFrozen() {
    List<Integer> wanted =
        parent.frozen().stream()
            .filter(it -> it.line() > edited.firstLine())
            .map(it -> fromEnd(parent, it.line()))
            .toList();
    return same
        && !child.frozen().stream()
            .map(it -> fromEnd(child, it.line()))
            .toList()
            .containsAll(wanted);
  }

  private static int fromEnd(SpecOutline outline, int line) {
    return outline.lines().size() - line;
  }

  /** What is demanded less often, such as {@code MUST 3, now 2}. */
  List<String> weakened() {
    if (same) {
      return List.of();
    }
    Sections sections = Sections.of(child);
    Keywords now =
        Keywords.of(
            sections
                .find(edited.id())
                .map(it -> sections.before(it.id()) + "\n" + sections.after(it.id()))
                .orElseGet(sections::text));
    return Keywords.of(before + "\n" + after).lostIn(now);
  }
}
