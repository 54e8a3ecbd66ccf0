package dev.cambrian.core.spec;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Collects what is wrong while a spec is read: the first {@value #MAX} of each severity. */
final class Findings {
  static final int MAX = 100;

  private final List<Finding> errors = new ArrayList<>();
  private final List<Finding> warnings = new ArrayList<>();
  private int lastLine = Integer.MAX_VALUE;

  /** What misses something behind the last line names that line. */
  void lastLine(int line) {
    lastLine = line;
  }

  void error(String rule, int line, String message) {
    add(errors, new Finding(rule, Severity.ERROR, Math.min(line, lastLine), message));
  }

  void warning(String rule, int line, String message) {
    add(warnings, new Finding(rule, Severity.WARNING, Math.min(line, lastLine), message));
  }

  private static void add(List<Finding> list, Finding finding) {
    if (list.size() < MAX) {
      list.add(finding);
    }
  }

  boolean hasError() {
    return !errors.isEmpty();
  }

  List<Finding> sorted() {
    return Stream.concat(errors.stream(), warnings.stream())
        .sorted(Comparator.comparingInt(Finding::line).thenComparing(Finding::rule))
        .toList();
  }
}
