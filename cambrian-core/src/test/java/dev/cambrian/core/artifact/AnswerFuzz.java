package dev.cambrian.core.artifact;

import dev.cambrian.core.fuzz.Law;
import dev.cambrian.core.spec.Toolchain;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;

/**
 * A model's answer: a letter for the toolchain, then the text. U+E000 and U+E001 stand for the
 * halves of a surrogate pair, which UTF-8 cannot carry.
 */
final class AnswerFuzz {
  private static final Set<String> RULES =
      Set.of(
          "answer-too-large",
          "answer-not-unicode",
          "no-files",
          "unclosed-block",
          "malformed-opening",
          "path-empty",
          "path-too-long",
          "path-too-deep",
          "path-character",
          "path-not-relative",
          "path-segment",
          "path-reserved",
          "path-build-tool",
          "duplicate-path",
          "path-case-collision",
          "path-file-and-directory",
          "too-many-files");

  private AnswerFuzz() {}

  static void fuzz(byte[] input) {
    String text =
        new String(input, StandardCharsets.UTF_8)
            .replace('\uE000', '\uD800')
            .replace('\uE001', '\uDC00');
    if (text.isEmpty()) {
      return;
    }
    Toolchain toolchain = toolchain(text.charAt(0));
    String answer = text.substring(1);
    Optional<Map<String, String>> plain = plainly(answer);
    NavigableMap<String, byte[]> files;
    try {
      files = AnswerParser.parse(answer, toolchain, Samples.SPEC_PATH);
    } catch (AnswerRejectedException e) {
      Law.holds(RULES.contains(e.rule()), "an unknown rule: " + e.rule());
      Law.isMessage(e.reason(), 500);
      Law.holds(
          plain.isEmpty() || !isLegal(plain.get(), toolchain), "a legal answer is rejected: " + e);
      return;
    }
    Law.holds(plain.isPresent() && same(plain.get(), files), "read otherwise than by its lines");
    Law.holds(
        ArtifactPath.violations(files.keySet(), toolchain, Samples.SPEC_PATH).isEmpty(),
        "an illegal path is accepted");
    Law.holds(
        same(
            plainly(AnswerFormat.render(files)).orElseThrow(),
            AnswerParser.parse(AnswerFormat.render(files), toolchain, Samples.SPEC_PATH)),
        "rendering does not give what was read");
    Law.holds(
        same(
            plain.get(),
            AnswerParser.parse(AnswerFormat.render(files), toolchain, Samples.SPEC_PATH)),
        "rendered and read again it is something else");
  }

  static Toolchain toolchain(char letter) {
    return switch (letter) {
      case 'p' -> Toolchain.PYTHON;
      case 'n' -> Toolchain.NODE;
      default -> Toolchain.JAVA;
    };
  }

  /** The same format read line by line, as the design words it; empty where that is impossible. */
  private static Optional<Map<String, String>> plainly(String answer) {
    Map<String, String> files = new HashMap<>();
    String path = "";
    StringBuilder content = new StringBuilder();
    boolean open = false;
    String[] lines = answer.split("\n", -1);
    for (int i = 0; i < lines.length; i++) {
      String line = lines[i];
      if (open) {
        boolean last = i == lines.length - 1;
        if (line.equals("</file:end>") || (line.equals("</file:end>\r") && !last)) {
          if (files.put(path, content.toString()) != null) {
            return Optional.empty();
          }
          open = false;
        } else {
          content.append(line).append('\n');
        }
      } else if (line.startsWith("<file path=")) {
        String opening = line.stripTrailing();
        if (!opening.startsWith("<file path=\"")
            || !opening.endsWith("\">")
            || opening.length() < 14) {
          return Optional.empty();
        }
        path = opening.substring(12, opening.length() - 2);
        content = new StringBuilder();
        open = true;
      }
    }
    return open || files.isEmpty() ? Optional.empty() : Optional.of(files);
  }

  private static boolean isLegal(Map<String, String> files, Toolchain toolchain) {
    return files.values().stream().allMatch(Law::isUnicode)
        && ArtifactPath.violations(files.keySet(), toolchain, Samples.SPEC_PATH).isEmpty();
  }

  private static boolean same(Map<String, String> texts, Map<String, byte[]> files) {
    Map<String, String> read = new HashMap<>();
    files.forEach((path, content) -> read.put(path, Samples.text(content)));
    return read.equals(texts);
  }
}
