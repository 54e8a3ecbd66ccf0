package dev.cambrian.server.supervisor;

import dev.cambrian.core.history.GenerationRecord;
import dev.cambrian.core.history.History;
import dev.cambrian.server.git.GitArchive;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Compares what the history says of generations with the refs that they have in git. */
final class Settlement {
  private static final int PAGE = 1_000;

  private final History history;
  private final GitArchive archive;

  Settlement(History history, GitArchive archive) {
    this.history = history;
    this.archive = archive;
  }

  /** The generations whose refs are not those of their outcome, ascending. */
  List<Integer> behind() {
    GitArchive.Refs refs = archive.refs();
    List<Integer> found = new ArrayList<>();
    int after = 0;
    while (true) {
      List<GenerationRecord> page = history.generations(after, PAGE, Optional.empty());
      page.stream()
          .filter(record -> isBehind(record, refs))
          .map(GenerationRecord::generation)
          .forEach(found::add);
      if (page.size() < PAGE) {
        return found;
      }
      after = page.getLast().generation();
    }
  }

  static boolean isBehind(GenerationRecord record, GitArchive.Refs refs) {
    int generation = record.generation();
    boolean branch = refs.branches().contains(generation);
    return switch (record.outcome()) {
      case PROMOTED -> branch || !refs.promoted().contains(generation);
      case FAILED, TIMEOUT -> branch || !refs.failed().contains(generation);
      case TESTED -> !branch;
      case IN_PROGRESS -> false;
    };
  }
}
