package dev.cambrian.core.mutation;

import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Tuple;

/** Markdown that is meant to lead a reader of sections astray. */
final class Hostile {
  private static final List<String> LINES =
      List.of(
          "",
          "",
          " \t",
          "---",
          "# One",
          "## Two",
          "## Two",
          "### Two (2)",
          "Underlined",
          "===",
          "prose that MUST hold",
          "- a list",
          "  # a heading in it",
          "> # quoted",
          "```",
          "```contracts",
          "[]",
          "```entry",
          "start: true",
          "~~~",
          "~~~spec-vector",
          "name: x",
          "    # indented",
          "<!-- BEGIN FROZEN: a -->",
          "<!-- END FROZEN: a -->",
          "<!-- BEGIN FROZEN: b -->",
          "<!--",
          "END FROZEN: b",
          "-->",
          "<!-- comment",
          "<script>",
          "</script>",
          "<div>",
          "</file:end>",
          "<file path=\"section.md\">",
          "[link]: /url",
          "\u2028 # no line end",
          "\uFEFF",
          "\u0000");

  private Hostile() {}

  static Arbitrary<String> text() {
    Arbitrary<String> lines =
        Arbitraries.frequencyOf(
            Tuple.of(9, Arbitraries.of(LINES)),
            Tuple.of(1, Arbitraries.strings().all().ofMaxLength(12)));
    Arbitrary<String> ends = Arbitraries.of("\n", "\n", "\n", "\r\n", "\r");
    return Combinators.combine(
            Combinators.combine(lines, ends)
                .as(String::concat)
                .list()
                .ofMaxSize(25)
                .map(all -> String.join("", all)),
            Arbitraries.of(
                "", "---\ntitle: T\n---\n", "\uFEFF---\r\ntitle: T\r\n---\r\n", "\uFEFF"),
            Arbitraries.of("", "tail"))
        .as((body, front, tail) -> front + body + tail);
  }
}
