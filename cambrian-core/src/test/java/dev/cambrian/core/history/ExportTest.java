package dev.cambrian.core.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayNameGeneration(ReplaceUnderscores.class)
class ExportTest {
  @TempDir private Path directory;
  @TempDir private Path elsewhere;
  private SqliteHistory history;

  @BeforeEach
  void grow() {
    history = History.open(directory.resolve("history.db"));
    Growth.append(history, Growth.promotedGeneration(1, 0));
  }

  @AfterEach
  void close() {
    history.close();
  }

  @Test
  void a_copy_is_a_whole_history_in_one_file() throws IOException {
    Path copy = elsewhere.resolve("it's a copy.db");

    history.exportTo(copy);
    Growth.append(history, Growth.started(2));

    assertThat(names()).containsExactly("it's a copy.db");
    try (SqliteHistory copied = History.open(copy)) {
      assertThat(copied.readAll(0, 100)).isEqualTo(history.readAll(0, 11));
      assertThat(copied.verify().broken()).isEmpty();
      assertThat(Growth.append(copied, Growth.started(2))).hasSize(1);
    }
  }

  @Test
  void a_file_that_exists_is_never_overwritten() throws IOException {
    Path there = Files.writeString(elsewhere.resolve("there"), "precious");

    assertThatThrownBy(() -> history.exportTo(there))
        .isInstanceOf(HistoryException.Unavailable.class)
        .hasMessageContaining("exists already");
    assertThat(Files.readString(there)).isEqualTo("precious");
    assertThat(names()).containsExactly("there");
  }

  @Test
  void a_directory_that_does_not_exist_is_told_and_nothing_is_left() throws IOException {
    assertThatThrownBy(() -> history.exportTo(elsewhere.resolve("no/such/copy.db")))
        .isInstanceOf(HistoryException.Unavailable.class)
        .hasMessageContaining("name another directory");
    assertThat(names()).isEmpty();
  }

  private List<String> names() throws IOException {
    try (Stream<Path> files = Files.list(elsewhere)) {
      return files.map(file -> file.getFileName().toString()).toList();
    }
  }
}
