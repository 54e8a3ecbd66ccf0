package dev.cambrian.server.view;

import dev.cambrian.core.history.GenerationRecord;
import dev.cambrian.core.history.History;
import dev.cambrian.core.verdict.ViabilityReport;
import dev.cambrian.server.git.FileChange;
import dev.cambrian.server.git.FileChange.Content;
import dev.cambrian.server.git.SideBySide;
import dev.cambrian.server.git.SideBySide.Row;
import java.util.List;
import java.util.Optional;

/**
 * What is different in a generation that is not viable from the one that it came from: of the same
 * spec, this is where to look first.
 *
 * @param generation that it came from
 * @param files that differ, by their paths, with at most {@value #MOST_ROWS} rows together
 */
public record ChangedSince(int generation, List<FileChange> files) {
  /** Rows of code. */
  public static final int MOST_ROWS = 200;

  /** Rows and names of files that stand beside a verdict without hiding what comes after. */
  public static final int FEW_ROWS = 40;

  public ChangedSince {
    files = List.copyOf(files);
  }

  /** Empty where it is viable, came from nothing of the same spec, or code is missing. */
  public static Optional<ChangedSince> of(
      GenerationDetail detail, History history, CodeSource code) {
    GenerationRecord record = detail.record();
    if (detail.report().flatMap(ViabilityReport::diagnostics).isEmpty()) {
      return Optional.empty();
    }
    int from = record.retryOf().orElse(record.parent());
    return history
        .generation(from)
        .filter(it -> it.specHash().equals(record.specHash()))
        .flatMap(_ -> code.changes(from, record.generation(), MOST_ROWS))
        .map(files -> new ChangedSince(from, files));
  }

  /** Whether something differs, and little enough to be shown beside the verdict. */
  public boolean small() {
    return !files.isEmpty()
        && files.stream().mapToLong(it -> 1L + rows(it).size()).sum() <= FEW_ROWS;
  }

  /** {@code src/Query.java:27}: a file and the first line that differs, hostile text. */
  public static String place(FileChange file) {
    return file.path() + firstLine(file).map(it -> ":" + it).orElse("");
  }

  /** The number of the first line that differs; empty where no line is shown. */
  public static Optional<Integer> firstLine(FileChange file) {
    return file.content() instanceof Content.Lines lines
        ? lines.text().hunks().stream()
            .flatMap(it -> it.rows().stream())
            .filter(it -> it.kind() != SideBySide.Kind.SAME)
            .map(it -> it.after() > 0 ? it.after() : it.before())
            .findFirst()
        : Optional.empty();
  }

  /** Rows of a file that are shown. */
  public static List<Row> rows(FileChange file) {
    return file.content() instanceof Content.Lines lines
        ? lines.text().hunks().stream().flatMap(it -> it.rows().stream()).toList()
        : List.of();
  }
}
