package dev.cambrian.core.examine;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Finds the JSON in an answer. Models like to put it into a fence and a sentence before it. */
final class FencedJson {
  private FencedJson() {}

  /**
   * The whole text where it begins as JSON does, else what stands in its only fence; empty where
   * there is none or more than one, of which nobody knows which one counts.
   */
  static Optional<String> of(String answer) {
    String text = answer.strip();
    if (text.startsWith("[") || text.startsWith("{")) {
      return Optional.of(text);
    }
    List<String> fenced = new ArrayList<>();
    Optional<StringBuilder> open = Optional.empty();
    for (String line : text.lines().toList()) {
      boolean fence = line.strip().startsWith("```");
      if (open.isEmpty()) {
        open = fence ? Optional.of(new StringBuilder()) : open;
      } else if (fence) {
        fenced.add(open.get().toString());
        open = Optional.empty();
      } else {
        open.get().append(line).append('\n');
      }
    }
    return fenced.size() == 1 && open.isEmpty() ? Optional.of(fenced.getFirst()) : Optional.empty();
  }
}
