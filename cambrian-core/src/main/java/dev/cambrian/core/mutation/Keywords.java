package dev.cambrian.core.mutation;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How often a text demands something in the words of RFC 2119. */
record Keywords(Map<String, Integer> counts) {
  private static final Pattern KEYWORD =
      Pattern.compile("\\b(?:(MUST|SHALL)(?:\\s+(NOT))?|REQUIRED)\\b");

  static Keywords of(String text) {
    Map<String, Integer> counts = new LinkedHashMap<>();
    Matcher matcher = KEYWORD.matcher(text);
    while (matcher.find()) {
      counts.merge(matcher.group().replaceAll("\\s+", " "), 1, Integer::sum);
    }
    return new Keywords(counts);
  }

  /** What the other has fewer of, such as {@code MUST NOT 3, now 2}. */
  List<String> lostIn(Keywords other) {
    List<String> lost = new ArrayList<>();
    counts.forEach(
        (keyword, count) -> {
          int left = other.counts.getOrDefault(keyword, 0);
          if (left < count) {
            lost.add("%s %d, now %d".formatted(keyword, count, left));
          }
        });
    return lost;
  }
}
