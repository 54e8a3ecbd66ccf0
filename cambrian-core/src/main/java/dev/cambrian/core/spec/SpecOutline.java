package dev.cambrian.core.spec;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Where the parts of a text begin and end that a spec gives a meaning, whatever is wrong with it:
 * unlike {@link Specs} this reads text with errors too. Lines count from 1.
 *
 * @param lines each with its line end; joined they are the text, a byte order mark included
 * @param frontMatterLines the first lines that are front matter, both markers included; 0 where
 *     there is none or it is never closed
 * @param headings outside of lists, quotations, fences and comments, in order
 * @param fences all, in order
 * @param frozen the blocks whose markers pair, in order; none overlaps another
 */
public record SpecOutline(
    List<String> lines,
    int frontMatterLines,
    List<Heading> headings,
    List<Fence> fences,
    List<Frozen> frozen) {

  /**
   * @param level from 1 to 6
   * @param lastLine more than {@code line} where it is underlined
   * @param title as it is written, with its markup
   */
  public record Heading(int level, int line, int lastLine, String title) {}

  /**
   * @param kind the info string's first word; empty where it has none
   * @param content the lines between the fences
   */
  public record Fence(String kind, int line, int lastLine, String content) {}

  /**
   * @param line of the BEGIN marker
   * @param lastLine of the END marker
   */
  public record Frozen(String name, int line, int lastLine) {}

  public SpecOutline {
    lines = List.copyOf(lines);
    headings = List.copyOf(headings);
    fences = List.copyOf(fences);
    frozen = List.copyOf(frozen);
  }

  /**
   * Of the bytes of a file; empty where they are no UTF-8, nothing but white space, or more than
   * {@link Specs#MAX_BYTES} or {@link Specs#MAX_LINES}.
   */
  public static Optional<SpecOutline> of(byte[] bytes) {
    if (bytes.length > Specs.MAX_BYTES) {
      return Optional.empty();
    }
    return SpecReader.decode(bytes, new Findings()).flatMap(SpecOutline::of);
  }

  private static Optional<SpecOutline> of(String text) {
    boolean mark = text.startsWith("\uFEFF");
    SourceText source = SourceText.of(mark ? text.substring(1) : text);
    if (text.isBlank() || source.lines().isEmpty() || source.lines().size() > Specs.MAX_LINES) {
      return Optional.empty();
    }
    Findings ignored = new Findings();
    int front = FrontMatter.read(source, ignored).lineCount();
    MarkdownBlocks blocks =
        MarkdownBlocks.parse(source.between(front, source.lines().size()), front);
    Map<Integer, Integer> ends = new HashMap<>();
    blocks.htmls().forEach(html -> ends.put(html.line(), html.lastLine()));
    List<String> lines = new ArrayList<>(source.lines());
    if (mark) {
      lines.set(0, "\uFEFF" + lines.getFirst());
    }
    return Optional.of(
        new SpecOutline(
            lines,
            front,
            blocks.headings().stream()
                .filter(MarkdownBlocks.Heading::topLevel)
                .map(it -> new Heading(it.level(), it.line(), it.lastLine(), it.text()))
                .toList(),
            blocks.fences().stream()
                .map(it -> new Fence(it.kind(), it.line(), it.lastLine(), it.content()))
                .toList(),
            new FrozenReader(source, ignored)
                .read(blocks).stream()
                    .map(
                        it ->
                            new Frozen(
                                it.name(),
                                it.beginLine(),
                                ends.getOrDefault(it.endLine(), it.endLine())))
                    .toList()));
  }

  /** The text of some lines, both included. */
  public String text(int line, int lastLine) {
    return String.join("", lines.subList(line - 1, lastLine));
  }
}
