package dev.cambrian.server.dashboard;

import dev.cambrian.server.git.FileChange;
import dev.cambrian.server.git.FileChange.Content;
import dev.cambrian.server.git.SideBySide;
import dev.cambrian.server.view.SpecComparison;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Differences in words, classes and cut lines, as their templates need them. */
final class Differences {
  /** Sections of a spec on one page. */
  private static final int MOST_SECTIONS = 500;

  /** Lines of all files together that are shown unfolded from the start. */
  private static final int MOST_OPEN = 400;

  private Differences() {}

  /** As many sections of a spec as one page shows. */
  static <T> List<T> first(List<T> sections) {
    return sections.subList(0, Math.min(MOST_SECTIONS, sections.size()));
  }

  static String css(SideBySide.Kind kind) {
    return kind.name().toLowerCase(Locale.ROOT);
  }

  /** A number of a line; empty where there is none. */
  static String number(int line) {
    return line == 0 ? "" : Integer.toString(line);
  }

  static String kind(FileChange.Kind kind) {
    return kind.name().toLowerCase(Locale.ROOT);
  }

  /** {@code +3 −1}; empty where lines were not compared. */
  static String counts(FileChange change) {
    return change.content() instanceof Content.Lines lines ? counts(lines.text()) : "";
  }

  static String counts(SideBySide text) {
    return "+%s −%s".formatted(Show.count(text.added()), Show.count(text.removed()));
  }

  /** Its page in the first generation; empty where it is not there. */
  static Optional<String> before(FileChange change, int generation) {
    return change.kind() == FileChange.Kind.ADDED
        ? Optional.empty()
        : Links.SERVED.file(generation, change.from().orElse(change.path()), 0);
  }

  /** Its page in the second generation; empty where it is not there. */
  static Optional<String> after(FileChange change, int generation) {
    return change.kind() == FileChange.Kind.REMOVED
        ? Optional.empty()
        : Links.SERVED.file(generation, change.path(), 0);
  }

  /** Why its lines are not shown; empty where they are. */
  static String unshown(Content content) {
    return switch (content) {
      case Content.Binary it ->
          "it is no text, %s bytes before, %s after"
              .formatted(Show.count(it.bytesBefore()), Show.count(it.bytesAfter()));
      case Content.Large it ->
          "it is too large, %s bytes before, %s after"
              .formatted(Show.count(it.bytesBefore()), Show.count(it.bytesAfter()));
      case Content.Lines _ -> "";
    };
  }

  /** Whether so little differs that all of it is shown unfolded. */
  static boolean little(List<FileChange> changes) {
    return changes.stream()
            .map(FileChange::content)
            .filter(Content.Lines.class::isInstance)
            .mapToInt(it -> ((Content.Lines) it).text().rows())
            .sum()
        <= MOST_OPEN;
  }

  /** The sum of all files. */
  static String counts(List<FileChange> changes) {
    int added = 0;
    int removed = 0;
    for (FileChange change : changes) {
      if (change.content() instanceof Content.Lines lines) {
        added += lines.text().added();
        removed += lines.text().removed();
      }
    }
    return "+%s −%s".formatted(Show.count(added), Show.count(removed));
  }

  /** What became of a section of a spec. */
  static String status(SpecComparison.Entry entry) {
    return entry.change().status().id();
  }
}
