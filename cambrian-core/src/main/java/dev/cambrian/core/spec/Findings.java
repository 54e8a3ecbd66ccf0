package dev.cambrian.core.spec;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Collects what is wrong while a spec is read. */
final class Findings {
  private final List<Finding> all = new ArrayList<>();

  void error(String rule, int line, String message) {
    all.add(new Finding(rule, Severity.ERROR, line, message));
  }

  void warning(String rule, int line, String message) {
    all.add(new Finding(rule, Severity.WARNING, line, message));
  }

  boolean hasError() {
    return all.stream().anyMatch(Finding::isError);
  }

  List<Finding> sorted() {
    return all.stream()
        .sorted(Comparator.comparingInt(Finding::line).thenComparing(Finding::rule))
        .toList();
  }
}
