package dev.cambrian.core.mutation;

import dev.cambrian.core.prompt.Untrusted;
import dev.cambrian.core.verdict.ViabilityReport.Diagnostics;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The end of what a stage printed, short enough for a prompt: at most {@value #MAX_LINES} lines of
 * {@value #MAX_CHARACTERS} characters together, without control characters and the sequences by
 * which terminals are coloured and steered. It is hostile text all the same.
 */
final class Excerpt {
  static final int MAX_LINES = 20;
  static final int MAX_CHARACTERS = 1_500;

  private static final int MAX_LINE = 300;

  /** ECMA-48: control sequences, and command strings up to their end. */
  private static final Pattern STEERING =
      Pattern.compile(
          "\\u001B(?:\\[[0-?]*[ -/]*[@-~]|[\\]PX^_][^\\u0007\\u001B\\n]*(?:\\u0007|\\u001B\\\\)?|[@-Z\\\\^_])");

  private static final Pattern LINE_END = Pattern.compile("\r\n?");

  private Excerpt() {}

  /** Of both streams; where both say something, each has half of the room. */
  static String of(Diagnostics diagnostics) {
    List<String> out = lines(diagnostics.stdoutTail());
    List<String> error = lines(diagnostics.stderrTail());
    if (out.isEmpty() || error.isEmpty()) {
      return last(out.isEmpty() ? error : out, MAX_LINES, MAX_CHARACTERS);
    }
    return last(out, MAX_LINES / 2, MAX_CHARACTERS / 2 - 1)
        + "\n"
        + last(error, MAX_LINES / 2, MAX_CHARACTERS / 2);
  }

  private static List<String> lines(String text) {
    String plain = STEERING.matcher(LINE_END.matcher(text).replaceAll("\n")).replaceAll("");
    return Untrusted.clean(plain)
        .lines()
        .filter(it -> !it.isBlank())
        .map(it -> Untrusted.line(it, MAX_LINE))
        .toList();
  }

  private static String last(List<String> lines, int mostLines, int mostCharacters) {
    List<String> kept = new ArrayList<>();
    int characters = 0;
    for (String line : lines.reversed()) {
      characters += line.length() + 1;
      if (kept.size() == mostLines || characters > mostCharacters + 1) {
        break;
      }
      kept.add(line);
    }
    return String.join("\n", kept.reversed());
  }
}
