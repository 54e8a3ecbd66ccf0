package dev.cambrian.server.phenotype;

import dev.cambrian.server.phenotype.Place.SectionMatch;
import dev.cambrian.server.terminal.SafeText;
import dev.cambrian.server.terminal.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** An {@link Ambiguity} for people. */
public final class AmbiguityText {
  private static final int SUBJECTS = 4;
  private static final int VARIANTS = 6;
  private static final int NAMES = 100;

  private AmbiguityText() {}

  /**
   * The lines, safe for a screen.
   *
   * @param top how many places are shown
   * @param width of a line, in characters
   */
  public static List<String> lines(Ambiguity ambiguity, int top, int width) {
    List<String> lines = new ArrayList<>();
    lines.add(
        "%s, %s: %d viable offspring"
            .formatted(
                ambiguity.spec().fileName(),
                ambiguity.spec().hash(),
                ambiguity.offspring().size()));
    if (ambiguity.places().isEmpty()) {
      lines.add("Nothing differs.");
    } else {
      places(ambiguity, top, lines);
      lines.add("");
      sections(ambiguity, top, width, lines);
    }
    if (!ambiguity.notes().isEmpty()) {
      lines.add("");
      ambiguity.notes().forEach(it -> lines.add("note: " + it));
    }
    return lines.stream().map(SafeText::line).map(it -> Table.cut(it, width)).toList();
  }

  private static void places(Ambiguity ambiguity, int top, List<String> lines) {
    List<Place> shown = ambiguity.places().stream().limit(top).toList();
    lines.add(
        "%d places differ, %s"
            .formatted(
                ambiguity.places().size(),
                shown.size() < ambiguity.places().size()
                    ? "the first %d of them:".formatted(shown.size())
                    : "the highest rank first:"));
    lines.add("Measure: " + Ambiguity.MEASURE + ".");
    lines.add("Rank: " + Ambiguity.RANK + ".");
    for (int rank = 1; rank <= shown.size(); rank++) {
      place(rank, shown.get(rank - 1), lines);
    }
  }

  private static void place(int rank, Place place, List<String> lines) {
    lines.add("");
    lines.add(
        String.format(
            Locale.ROOT,
            "%3d. rank %.3f, measure %.3f over %d, %s: %s",
            rank,
            place.rank(),
            place.measure(),
            place.offspring(),
            place.kind().id(),
            subjects(place)));
    lines.add("     section: " + sections(place));
    int shown = place.variants().size() > VARIANTS ? VARIANTS - 1 : place.variants().size();
    for (Variant variant : place.variants().subList(0, shown)) {
      String example =
          variant
              .example()
              .map(Example::text)
              .map(it -> "  e.g. " + it)
              .orElseGet(() -> "  " + names(variant));
      lines.add("     %4d  %s%s".formatted(variant.offspring().size(), variant.value(), example));
    }
    if (shown < place.variants().size()) {
      List<Variant> rest = place.variants().subList(shown, place.variants().size());
      lines.add(
          "     %4d  in %d more ways"
              .formatted(rest.stream().mapToInt(it -> it.offspring().size()).sum(), rest.size()));
    }
  }

  private static String names(Variant variant) {
    return Table.cut(String.join(", ", variant.offspring()), NAMES);
  }

  private static String subjects(Place place) {
    List<String> subjects = place.subjects();
    int more = subjects.size() - SUBJECTS;
    return subjects.stream().limit(SUBJECTS).collect(Collectors.joining("; "))
        + (more > 0 ? "; and %d more with them".formatted(more) : "");
  }

  private static String sections(Place place) {
    return place.sections().isEmpty()
        ? "none has a word of it"
        : place.sections().stream().map(AmbiguityText::section).collect(Collectors.joining("; "));
  }

  private static String section(SectionMatch section) {
    return "%s (line %d)".formatted(section.heading(), section.line());
  }

  private static void sections(Ambiguity ambiguity, int top, int width, List<String> lines) {
    Table table =
        new Table(
            List.of(
                Table.Column.left("section"),
                Table.Column.right("line"),
                Table.Column.right("places"),
                Table.Column.right("sum of ranks")));
    ambiguity.sections().stream()
        .limit(top)
        .forEach(
            it ->
                table.add(
                    List.of(
                        it.heading(),
                        String.valueOf(it.line()),
                        String.valueOf(it.places()),
                        String.format(Locale.ROOT, "%.2f", it.sum()))));
    lines.addAll(table.lines(width));
  }
}
