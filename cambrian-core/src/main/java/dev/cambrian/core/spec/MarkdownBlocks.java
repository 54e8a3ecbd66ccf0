package dev.cambrian.core.spec;

import java.util.ArrayList;
import java.util.List;
import org.commonmark.node.AbstractVisitor;
import org.commonmark.node.Block;
import org.commonmark.node.Document;
import org.commonmark.node.FencedCodeBlock;
import org.commonmark.node.HtmlBlock;
import org.commonmark.node.Node;
import org.commonmark.node.Paragraph;
import org.commonmark.node.SourceSpan;
import org.commonmark.node.Text;
import org.commonmark.parser.IncludeSourceSpans;
import org.commonmark.parser.InlineParser;
import org.commonmark.parser.Parser;
import org.commonmark.parser.SourceLines;

/**
 * The parts of a Markdown document that a spec gives a meaning, in their order. Only block
 * structure is parsed; inlines stay text, which keeps hostile emphasis and brackets cheap.
 */
record MarkdownBlocks(
    List<Heading> headings, List<Fence> fences, List<Html> htmls, List<Prose> paragraphs) {

  /**
   * @param line of the file, from 1
   * @param lastLine of the same heading; more than {@code line} where it is underlined
   * @param topLevel whether it stands in no list or quotation
   */
  record Heading(int level, int line, int lastLine, String text, boolean topLevel) {}

  /**
   * @param info the info string, stripped
   * @param line of the opening fence
   * @param lastLine of the closing fence, else of what it hides
   * @param content the lines between the fences; the first is {@code line + 1}
   */
  record Fence(String info, int line, int lastLine, String content, boolean closed) {
    /** The info string's first word. */
    String kind() {
      int end = 0;
      while (end < info.length() && !Character.isWhitespace(info.charAt(end))) {
        end++;
      }
      return info.substring(0, end);
    }
  }

  /**
   * @param topLevel whether it stands in no list or quotation
   */
  record Html(int line, int lastLine, String content, boolean topLevel) {}

  record Prose(int line, String content) {}

  private static final int MAX_NESTED_BLOCKS = 50;

  /**
   * @param lineOffset the lines of the file before this text
   */
  static MarkdownBlocks parse(String markdown, int lineOffset) {
    Parser parser =
        Parser.builder()
            .includeSourceSpans(IncludeSourceSpans.BLOCKS)
            .maxOpenBlockParsers(MAX_NESTED_BLOCKS)
            .inlineParserFactory(_ -> new Verbatim())
            .build();
    MarkdownBlocks blocks =
        new MarkdownBlocks(
            new ArrayList<>(), new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
    parser.parse(markdown).accept(blocks.new Collector(lineOffset));
    return blocks;
  }

  private static final class Verbatim implements InlineParser {
    @Override
    public void parse(SourceLines lines, Node node) {
      node.appendChild(new Text(lines.getContent()));
    }
  }

  private final class Collector extends AbstractVisitor {
    private final int lineOffset;

    Collector(int lineOffset) {
      this.lineOffset = lineOffset;
    }

    @Override
    public void visit(org.commonmark.node.Heading heading) {
      headings.add(
          new Heading(
              heading.getLevel(),
              line(heading),
              lastLine(heading),
              text(heading),
              heading.getParent() instanceof Document));
    }

    @Override
    public void visit(Paragraph paragraph) {
      paragraphs.add(new Prose(line(paragraph), text(paragraph)));
    }

    @Override
    public void visit(FencedCodeBlock fence) {
      String info = fence.getInfo() == null ? "" : fence.getInfo().strip();
      fences.add(
          new Fence(
              info,
              line(fence),
              lastLine(fence),
              fence.getLiteral(),
              fence.getClosingFenceLength() != null));
    }

    @Override
    public void visit(HtmlBlock html) {
      htmls.add(
          new Html(
              line(html), lastLine(html), html.getLiteral(), html.getParent() instanceof Document));
    }

    private int line(Block block) {
      return lineOffset
          + 1
          + block.getSourceSpans().stream().mapToInt(SourceSpan::getLineIndex).min().orElse(0);
    }

    private int lastLine(Block block) {
      return lineOffset
          + 1
          + block.getSourceSpans().stream().mapToInt(SourceSpan::getLineIndex).max().orElse(0);
    }

    private static String text(Block block) {
      return block.getFirstChild() instanceof Text text ? text.getLiteral().strip() : "";
    }
  }
}
