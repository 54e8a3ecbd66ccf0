package dev.cambrian.core.mutation;

import dev.cambrian.core.mutation.Section.Kind;
import dev.cambrian.core.spec.SpecOutline;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Cuts a text at its headings and around its FROZEN blocks. */
final class Partition {
  private static final int MAX_ID = 60;

  /** A line that ends every file block. */
  private static final String BLOCK_END = "</file:end>";

  /**
   * @param line where it begins, from 1
   */
  private record Cut(int line, Kind kind, String title, int level) {}

  private final SpecOutline outline;
  private final BitSet noProse = new BitSet();
  private final Map<String, Integer> taken = new HashMap<>();

  Partition(SpecOutline outline) {
    this.outline = outline;
    outline.headings().forEach(it -> noProse.set(it.line(), it.lastLine() + 1));
    outline.fences().forEach(it -> noProse.set(it.line(), it.lastLine() + 1));
  }

  List<Section> sections() {
    List<Cut> cuts = kept(cuts());
    List<Section> sections = new ArrayList<>();
    for (int i = 0; i < cuts.size(); i++) {
      int last = i + 1 < cuts.size() ? cuts.get(i + 1).line() - 1 : outline.lines().size();
      sections.add(section(cuts.get(i), last));
    }
    return sections;
  }

  private List<Cut> cuts() {
    List<Cut> cuts = new ArrayList<>();
    if (outline.frontMatterLines() > 0) {
      cuts.add(new Cut(1, Kind.FRONT_MATTER, "front matter", 0));
    }
    SpecOutline.Heading heading = new SpecOutline.Heading(0, 0, 0, "");
    int pieces = 1;
    cuts.add(new Cut(outline.frontMatterLines() + 1, Kind.PROSE, "", 0));
    int next = 0;
    for (SpecOutline.Frozen frozen : outline.frozen()) {
      while (next < outline.headings().size()
          && outline.headings().get(next).line() < frozen.line()) {
        heading = outline.headings().get(next++);
        pieces = 1;
        cuts.add(new Cut(heading.line(), Kind.PROSE, heading.title(), heading.level()));
      }
      while (next < outline.headings().size()
          && outline.headings().get(next).line() <= frozen.lastLine()) {
        next++;
      }
      cuts.add(new Cut(frozen.line(), Kind.FROZEN, frozen.name(), 0));
      pieces++;
      String title = "%s (%d)".formatted(heading.title(), pieces).strip();
      cuts.add(new Cut(frozen.lastLine() + 1, Kind.PROSE, title, heading.level()));
    }
    for (SpecOutline.Heading each : outline.headings().subList(next, outline.headings().size())) {
      cuts.add(new Cut(each.line(), Kind.PROSE, each.title(), each.level()));
    }
    return cuts;
  }

  /** Without those that hold nothing, or, behind another, only blank lines. */
  private List<Cut> kept(List<Cut> cuts) {
    List<Cut> kept = new ArrayList<>();
    for (int i = 0; i < cuts.size(); i++) {
      int from = cuts.get(i).line();
      int to = i + 1 < cuts.size() ? cuts.get(i + 1).line() : outline.lines().size() + 1;
      boolean holdsSomething = from < to && (kept.isEmpty() || !isBlank(from, to));
      if (holdsSomething) {
        kept.add(cuts.get(i));
      }
    }
    return kept;
  }

  private boolean isBlank(int from, int to) {
    return outline.lines().subList(from - 1, to - 1).stream().allMatch(String::isBlank);
  }

  private Section section(Cut cut, int last) {
    String text = outline.text(cut.line(), last);
    boolean evolvable = cut.kind() == Kind.PROSE && hasProse(cut.line(), last) && fitsBlock(text);
    String id = cut.kind() == Kind.FROZEN ? "frozen-" + cut.title() : cut.title();
    return new Section(
        unique(slug(id)), cut.title(), cut.level(), cut.line(), text, cut.kind(), evolvable);
  }

  private boolean hasProse(int first, int last) {
    for (int line = noProse.nextClearBit(first); line <= last; line = next(line)) {
      if (!outline.lines().get(line - 1).isBlank()) {
        return true;
      }
    }
    return false;
  }

  private int next(int line) {
    return noProse.nextClearBit(line + 1);
  }

  private static boolean fitsBlock(String text) {
    return text.lines().noneMatch(BLOCK_END::equals);
  }

  private static String slug(String title) {
    StringBuilder slug = new StringBuilder();
    String lower = title.toLowerCase(Locale.ROOT);
    for (int i = 0; i < lower.length() && slug.length() < MAX_ID; i++) {
      char c = lower.charAt(i);
      if (Character.isLetterOrDigit(c)) {
        slug.append(c);
      } else if (!slug.isEmpty() && slug.charAt(slug.length() - 1) != '-') {
        slug.append('-');
      }
    }
    while (!slug.isEmpty() && slug.charAt(slug.length() - 1) == '-') {
      slug.setLength(slug.length() - 1);
    }
    return slug.isEmpty() ? "preamble" : slug.toString();
  }

  private String unique(String slug) {
    String id = slug;
    while (taken.containsKey(id)) {
      int number = taken.merge(slug, 1, Integer::sum);
      id = slug + "-" + number;
    }
    taken.put(id, 1);
    return id;
  }
}
