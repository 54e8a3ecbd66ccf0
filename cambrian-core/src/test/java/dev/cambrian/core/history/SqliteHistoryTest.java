package dev.cambrian.core.history;

import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class SqliteHistoryTest extends HistoryConformance {
  @TempDir private Path directory;

  @Override
  History open() {
    return History.open(directory.resolve("home/history.db"));
  }
}
