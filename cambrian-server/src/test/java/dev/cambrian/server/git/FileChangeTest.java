package dev.cambrian.server.git;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.cambrian.server.git.FileChange.Content;
import dev.cambrian.server.git.FileChange.Kind;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayNameGeneration(ReplaceUnderscores.class)
final class FileChangeTest {
  private static final String LONG = "a line that makes it alike\n".repeat(20);

  @TempDir Path home;

  private List<FileChange> changes(String[] before, String[] after, int mostRows)
      throws IOException {
    try (GitArchive archive = new GitArchive(home.resolve("generations.git"), Clock.systemUTC())) {
      archive.commit(1, 0, Artifacts.write(home.resolve("one"), before));
      archive.commit(2, 1, Artifacts.write(home.resolve("two"), after));
      return archive.changes(1, 2, mostRows);
    }
  }

  @Test
  void files_are_added_removed_changed_and_renamed() throws IOException {
    List<FileChange> changes =
        changes(
            new String[] {"a.py", "1\n", "gone.py", "x\n", "old.py", LONG, "same.py", "s\n"},
            new String[] {
              "a.py", "2\n", "new.py", "y\n", "moved.py", LONG + "\n", "same.py", "s\n"
            },
            1_000);

    assertThat(changes)
        .extracting(FileChange::path, FileChange::kind, FileChange::from)
        .containsExactly(
            tuple("a.py", Kind.CHANGED, Optional.empty()),
            tuple("gone.py", Kind.REMOVED, Optional.empty()),
            tuple("moved.py", Kind.RENAMED, Optional.of("old.py")),
            tuple("new.py", Kind.ADDED, Optional.empty()));
    assertThat(changes)
        .extracting(it -> lines(it).added(), it -> lines(it).removed())
        .containsExactly(tuple(1, 1), tuple(0, 1), tuple(1, 0), tuple(1, 0));
  }

  private static SideBySide lines(FileChange change) {
    return ((Content.Lines) change.content()).text();
  }

  @Test
  void what_is_no_text_or_too_large_has_no_lines() throws IOException {
    String large = "x\n".repeat(GitArchive.MOST_COMPARED / 2 + 1);

    assertThat(
            changes(
                new String[] {"b.bin", "\0\1", "l.txt", "x\n"},
                new String[] {"b.bin", "\0\1\2", "l.txt", large},
                1_000))
        .extracting(FileChange::content)
        .containsExactly(new Content.Binary(2, 3), new Content.Large(2, large.length()));
  }

  @Test
  void behind_the_most_rows_files_have_their_counts_alone() throws IOException {
    List<FileChange> changes =
        changes(
            new String[] {"a.py", "1\n2\n", "b.py", "1\n"},
            new String[] {"a.py", "3\n4\n", "b.py", "2\n3\n"},
            1);

    assertThat(lines(changes.getFirst()).cut()).isTrue();
    assertThat(lines(changes.getFirst()).hunks().getFirst().rows()).hasSize(1);
    assertThat(lines(changes.getLast()).hunks()).isEmpty();
    assertThat(lines(changes.getLast()).added()).isEqualTo(2);
  }
}
