package dev.cambrian.server.phenotype;

import dev.cambrian.core.spec.Spec;
import java.util.ArrayList;
import java.util.List;
import org.commonmark.node.AbstractVisitor;
import org.commonmark.node.Block;
import org.commonmark.node.Document;
import org.commonmark.node.Heading;
import org.commonmark.node.Node;
import org.commonmark.node.Text;
import org.commonmark.parser.IncludeSourceSpans;
import org.commonmark.parser.InlineParser;
import org.commonmark.parser.Parser;
import org.commonmark.parser.SourceLines;

/**
 * The parts of a spec between its headings. The only place that knows how a spec is cut, so that
 * another partition can be put in here.
 */
final class SpecSections {
  private static final int MAX_NESTED_BLOCKS = 50;

  private SpecSections() {}

  /**
   * A heading with what stands below it, to the next heading of any level.
   *
   * @param line of the heading, from 1
   */
  record Section(String heading, int line, String text) {}

  /** In their order; what stands above the first heading is left out. */
  static List<Section> of(Spec spec) {
    List<String> lines = spec.text().lines().toList();
    int body = frontMatter(lines);
    List<Integer> starts = new ArrayList<>();
    List<String> names = new ArrayList<>();
    Parser.builder()
        .includeSourceSpans(IncludeSourceSpans.BLOCKS)
        .maxOpenBlockParsers(MAX_NESTED_BLOCKS)
        .inlineParserFactory(_ -> new Verbatim())
        .build()
        .parse(String.join("\n", lines.subList(body, lines.size())))
        .accept(
            new AbstractVisitor() {
              @Override
              public void visit(Heading heading) {
                if (heading.getParent() instanceof Document
                    && heading.getFirstChild() instanceof Text text) {
                  starts.add(body + first(heading));
                  names.add(text.getLiteral().strip());
                }
              }
            });
    List<Section> sections = new ArrayList<>();
    for (int i = 0; i < starts.size(); i++) {
      int end = i + 1 < starts.size() ? starts.get(i + 1) : lines.size();
      sections.add(
          new Section(
              names.get(i),
              starts.get(i) + 1,
              String.join("\n", lines.subList(starts.get(i), end))));
    }
    return sections;
  }

  private static int first(Block block) {
    return block.getSourceSpans().isEmpty() ? 0 : block.getSourceSpans().getFirst().getLineIndex();
  }

  private static int frontMatter(List<String> lines) {
    if (lines.isEmpty() || !lines.getFirst().stripTrailing().equals("---")) {
      return 0;
    }
    for (int i = 1; i < lines.size(); i++) {
      if (lines.get(i).stripTrailing().equals("---")) {
        return i + 1;
      }
    }
    return 0;
  }

  /** Inlines stay text. */
  private static final class Verbatim implements InlineParser {
    @Override
    public void parse(SourceLines lines, Node node) {
      node.appendChild(new Text(lines.getContent()));
    }
  }
}
