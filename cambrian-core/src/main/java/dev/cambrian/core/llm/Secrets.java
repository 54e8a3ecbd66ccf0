package dev.cambrian.core.llm;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/** Keys that no message may show. Prints as nothing itself. */
final class Secrets {
  static final Secrets NONE = new Secrets(List.of());

  private final List<String> values;

  Secrets(Collection<String> values) {
    this.values =
        values.stream()
            .map(String::strip)
            .filter(value -> value.length() >= 4)
            .sorted(Comparator.comparingInt(String::length).reversed())
            .toList();
  }

  /** {@code text} with {@code ***} for each key. */
  String scrub(String text) {
    String clean = text;
    for (String value : values) {
      clean = clean.replace(value, "***");
    }
    return clean;
  }

  @Override
  public String toString() {
    return "Secrets(" + values.size() + ")";
  }
}
