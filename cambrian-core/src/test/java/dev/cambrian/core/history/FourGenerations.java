package dev.cambrian.core.history;

import java.nio.file.Path;
import java.util.OptionalLong;

/**
 * What queries are asked of: generation 1 is promoted, 2 is not viable, 3 has begun, and of 4, its
 * child, the first answer was refused.
 */
final class FourGenerations {
  private FourGenerations() {}

  /** To be closed. */
  static SqliteHistory in(Path directory) {
    SqliteHistory history = History.open(directory.resolve("history.db"));
    Growth.append(history, Growth.specRegistered());
    Growth.append(history, Growth.promotedGeneration(1, 0));
    Growth.append(history, Growth.failedGeneration(2));
    Growth.append(history, Growth.started(3, 1));
    Growth.append(history, Growth.started(4, 3), Growth.answered(4, OptionalLong.of(1)));
    Growth.append(history, Growth.rejected(4));
    return history;
  }
}
