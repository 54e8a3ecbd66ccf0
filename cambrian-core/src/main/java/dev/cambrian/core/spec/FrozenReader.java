package dev.cambrian.core.spec;

import dev.cambrian.core.json.Quote;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Pairs the FROZEN markers of a document. */
final class FrozenReader {
  private static final String OPEN = "<!--";
  private static final String CLOSE = "-->";

  private record Marker(boolean begin, String name, int line) {}

  private final SourceText source;
  private final Findings findings;

  FrozenReader(SourceText source, Findings findings) {
    this.source = source;
    this.findings = findings;
  }

  List<FrozenBlock> read(MarkdownBlocks blocks) {
    for (MarkdownBlocks.Prose paragraph : blocks.paragraphs()) {
      reportLookAlikes(paragraph.line(), paragraph.content());
    }
    return pair(markers(blocks.htmls()));
  }

  private List<Marker> markers(List<MarkdownBlocks.Html> htmls) {
    List<Marker> markers = new ArrayList<>();
    for (MarkdownBlocks.Html html : htmls) {
      Optional<Marker> marker =
          html.topLevel() ? marker(html.content().strip(), html.line()) : Optional.empty();
      marker.ifPresentOrElse(markers::add, () -> reportLookAlikes(html.line(), html.content()));
    }
    return markers;
  }

  private static Optional<Marker> marker(String comment, int line) {
    if (!comment.startsWith(OPEN) || !comment.endsWith(CLOSE) || comment.length() < 7) {
      return Optional.empty();
    }
    String inner = comment.substring(OPEN.length(), comment.length() - CLOSE.length()).strip();
    boolean begin = inner.startsWith("BEGIN FROZEN:");
    if (!begin && !inner.startsWith("END FROZEN:")) {
      return Optional.empty();
    }
    String name = inner.substring(inner.indexOf(':') + 1).strip();
    return isName(name) ? Optional.of(new Marker(begin, name, line)) : Optional.empty();
  }

  private static boolean isName(String name) {
    return !name.isEmpty()
        && name.length() <= 100
        && name.chars()
            .allMatch(
                c ->
                    (c >= 'a' && c <= 'z')
                        || (c >= 'A' && c <= 'Z')
                        || (c >= '0' && c <= '9')
                        || c == '-'
                        || c == '_'
                        || c == '.');
  }

  /** A marker that does not count would silently lift its protection. */
  private void reportLookAlikes(int firstLine, String content) {
    List<String> lines = content.lines().toList();
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i).toUpperCase(Locale.ROOT);
      int comment = line.indexOf(OPEN);
      String inner = comment < 0 ? line.strip() : line.substring(comment + OPEN.length()).strip();
      boolean alike = inner.startsWith("BEGIN FROZEN") || inner.startsWith("END FROZEN");
      if (alike && (comment >= 0 || content.stripLeading().startsWith(OPEN))) {
        findings.error(
            "frozen-marker-malformed",
            firstLine + i,
            "this is no FROZEN marker; write <!-- BEGIN FROZEN: name --> (letters, digits, - _ .)"
                + " or END on a line of its own, outside lists, after a blank line");
      }
    }
  }

  private List<FrozenBlock> pair(List<Marker> markers) {
    List<FrozenBlock> blocks = new ArrayList<>();
    Map<String, Integer> begun = new HashMap<>();
    Optional<Marker> open = Optional.empty();
    for (Marker marker : markers) {
      if (marker.begin()) {
        open = Optional.of(begin(marker, open, begun));
      } else if (open.isPresent() && open.get().name().equals(marker.name())) {
        blocks.add(block(open.get(), marker));
        open = Optional.empty();
      } else {
        findings.error(
            "frozen-stray-end",
            marker.line(),
            "END FROZEN: %s closes nothing%s; remove it or mend the names"
                .formatted(
                    marker.name(),
                    open.map(o -> ", open is " + o.name() + " of line " + o.line()).orElse("")));
      }
    }
    open.ifPresent(this::unclosed);
    return blocks;
  }

  private Marker begin(Marker marker, Optional<Marker> open, Map<String, Integer> begun) {
    open.ifPresent(
        outer ->
            findings.error(
                "frozen-nested",
                marker.line(),
                "FROZEN blocks do not nest; close %s of line %d before this"
                    .formatted(outer.name(), outer.line())));
    Integer before = begun.putIfAbsent(marker.name(), marker.line());
    if (before != null) {
      findings.error(
          "frozen-duplicate",
          marker.line(),
          "the FROZEN block %s stands already in line %d; give it another name"
              .formatted(marker.name(), before));
    }
    return marker;
  }

  private void unclosed(Marker marker) {
    findings.error(
        "frozen-unclosed",
        marker.line(),
        "the FROZEN block %s is never closed; add <!-- END FROZEN: %s -->"
            .formatted(marker.name(), Quote.bare(marker.name(), 100)));
  }

  private FrozenBlock block(Marker begin, Marker end) {
    return new FrozenBlock(
        begin.name(), begin.line(), end.line(), source.between(begin.line(), end.line() - 1));
  }
}
