package dev.cambrian.server.docs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.commonmark.node.Code;
import org.commonmark.node.FencedCodeBlock;
import org.commonmark.node.Heading;
import org.commonmark.node.HtmlBlock;
import org.commonmark.node.Link;
import org.commonmark.node.Node;
import org.commonmark.node.Text;
import org.commonmark.parser.Parser;

/** One Markdown file of this project, taken apart. */
public final class Page {

  public static final Path ROOT = Path.of(System.getProperty("cambrian.root"));

  private final String text;
  private final Node document;

  private Page(String text) {
    this.text = text;
    this.document = Parser.builder().build().parse(text);
  }

  /** The page at that path below the project's root. */
  public static Page at(String path) {
    try {
      return new Page(Files.readString(ROOT.resolve(path)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public String text() {
    return text;
  }

  /** The contents of the fenced blocks with that info string. */
  public List<String> fences(String info) {
    List<String> found = new ArrayList<>();
    each(document, FencedCodeBlock.class, block -> addFence(block, info, found));
    return found;
  }

  /** The same, of the section under one heading. */
  public List<String> fences(String info, String heading) {
    List<String> found = new ArrayList<>();
    boolean inside = false;
    for (Node node = document.getFirstChild(); node != null; node = node.getNext()) {
      if (node instanceof Heading title) {
        inside = title.getFirstChild() instanceof Text name && name.getLiteral().equals(heading);
      } else if (inside && node instanceof FencedCodeBlock block) {
        addFence(block, info, found);
      }
    }
    return found;
  }

  /** The content of the fenced block that follows an HTML comment of its own line. */
  public String fenceAfter(String comment) {
    List<String> found = new ArrayList<>();
    each(
        document,
        HtmlBlock.class,
        html -> {
          if (html.getLiteral().equals(comment) && html.getNext() instanceof FencedCodeBlock code) {
            found.add(code.getLiteral());
          }
        });
    if (found.size() != 1) {
      throw new AssertionError("%d blocks follow %s".formatted(found.size(), comment));
    }
    return found.getFirst();
  }

  /** Where the links lead. */
  public List<String> links() {
    List<String> found = new ArrayList<>();
    each(document, Link.class, link -> found.add(link.getDestination()));
    return found;
  }

  /** What stands between back quotes in the text. */
  public List<String> codeSpans() {
    List<String> found = new ArrayList<>();
    each(document, Code.class, code -> found.add(code.getLiteral()));
    return found;
  }

  /** The rows, without the head, of the table with those columns. */
  public List<List<String>> table(String... columns) {
    List<String> head = List.of(columns);
    List<List<String>> rows =
        text.lines()
            .dropWhile(line -> !line.startsWith("|") || !cells(line).equals(head))
            .takeWhile(line -> line.startsWith("|"))
            .skip(2)
            .map(Page::cells)
            .toList();
    if (rows.isEmpty()) {
      throw new AssertionError("there is no table with the columns " + head);
    }
    return rows;
  }

  /** The content of a cell that is one code span. */
  public static String bare(String cell) {
    return cell.replace("`", "");
  }

  private static List<String> cells(String row) {
    String inner = row.substring(1, row.lastIndexOf('|'));
    return Arrays.stream(inner.split("\\|", -1)).map(String::strip).toList();
  }

  private static void addFence(FencedCodeBlock block, String info, List<String> found) {
    if (block.getInfo().equals(info)) {
      found.add(block.getLiteral());
    }
  }

  private static <N extends Node> void each(Node root, Class<N> type, Consumer<N> consumer) {
    for (Node node = root.getFirstChild(); node != null; node = node.getNext()) {
      if (type.isInstance(node)) {
        consumer.accept(type.cast(node));
      }
      each(node, type, consumer);
    }
  }
}
