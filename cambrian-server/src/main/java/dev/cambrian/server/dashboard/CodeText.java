package dev.cambrian.server.dashboard;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Lines of code with their numbers.
 *
 * @param first the number of the first
 * @param marked the number of the one that is pointed at; 0: none
 * @param lines safe text
 * @param language as highlight.js names it
 */
record CodeText(int first, int marked, List<String> lines, Optional<String> language) {
  private static final int LONGEST_LINE = 2_000;

  /** What the bundle of highlight.js knows of what artifacts are made of. */
  private static final Map<String, String> LANGUAGES =
      Map.ofEntries(
          Map.entry("py", "python"),
          Map.entry("java", "java"),
          Map.entry("js", "javascript"),
          Map.entry("mjs", "javascript"),
          Map.entry("cjs", "javascript"),
          Map.entry("ts", "typescript"),
          Map.entry("json", "json"),
          Map.entry("yaml", "yaml"),
          Map.entry("yml", "yaml"),
          Map.entry("md", "markdown"),
          Map.entry("sh", "bash"),
          Map.entry("xml", "xml"),
          Map.entry("html", "xml"),
          Map.entry("css", "css"),
          Map.entry("sql", "sql"),
          Map.entry("toml", "ini"),
          Map.entry("cfg", "ini"),
          Map.entry("ini", "ini"),
          Map.entry("properties", "ini"),
          Map.entry("go", "go"),
          Map.entry("rs", "rust"),
          Map.entry("c", "c"),
          Map.entry("h", "c"));

  CodeText {
    lines = List.copyOf(lines);
  }

  /** Of hostile lines in a file of that path. */
  static CodeText of(int first, int marked, List<String> lines, String path) {
    return new CodeText(
        first,
        marked,
        lines.stream().map(it -> Cut.line(it, LONGEST_LINE)).toList(),
        language(path));
  }

  static Optional<String> language(String path) {
    String name = path.substring(path.lastIndexOf('/') + 1);
    return Optional.ofNullable(
        LANGUAGES.get(name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT)));
  }

  String text() {
    return lines.stream().collect(Collectors.joining("\n"));
  }

  int last() {
    return first + lines.size() - 1;
  }
}
