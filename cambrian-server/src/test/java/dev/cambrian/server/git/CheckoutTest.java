package dev.cambrian.server.git;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import org.eclipse.jgit.lib.CommitBuilder;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectInserter;
import org.eclipse.jgit.lib.PersonIdent;
import org.eclipse.jgit.lib.RefUpdate;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.lib.TreeFormatter;
import org.eclipse.jgit.storage.file.FileRepositoryBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What somebody else put into the repository leads nowhere. */
final class CheckoutTest {
  @TempDir Path directory;

  /** Writes the branch of generation 1 by hand: a file in a directory. */
  private void archive(String parent, String name, FileMode mode) throws Exception {
    Path place = directory.resolve("generations.git");
    try (Repository repository =
        new FileRepositoryBuilder().setGitDir(place.toFile()).setBare().build()) {
      repository.create(true);
      try (ObjectInserter inserter = repository.newObjectInserter()) {
        ObjectId blob =
            inserter.insert(Constants.OBJ_BLOB, "/etc/passwd".getBytes(StandardCharsets.UTF_8));
        TreeFormatter inner = new TreeFormatter();
        append(inner, name, mode, blob);
        TreeFormatter outer = new TreeFormatter();
        append(outer, parent, FileMode.TREE, inserter.insert(inner));
        CommitBuilder commit = new CommitBuilder();
        commit.setTreeId(inserter.insert(outer));
        PersonIdent somebody = new PersonIdent("somebody", "somebody@example.org");
        commit.setAuthor(somebody);
        commit.setCommitter(somebody);
        ObjectId id = inserter.insert(commit);
        inserter.flush();
        RefUpdate update = repository.updateRef("refs/heads/gen-1");
        update.setNewObjectId(id);
        assertThat(update.update()).isEqualTo(RefUpdate.Result.NEW);
      }
    }
  }

  private static void append(TreeFormatter tree, String name, FileMode mode, ObjectId id) {
    byte[] raw = name.getBytes(StandardCharsets.UTF_8);
    tree.append(raw, 0, raw.length, mode, id, true);
  }

  @ParameterizedTest
  @ValueSource(strings = {"..", ".", ".git", ".GIT", "a\\b", "a\nb"})
  void a_path_that_leads_elsewhere_is_refused_before_anything_is_written(String name)
      throws Exception {
    archive(name, "file", FileMode.REGULAR_FILE);
    Path target = directory.resolve("deep/target");

    try (GitArchive archive =
        new GitArchive(directory.resolve("generations.git"), Clock.systemUTC())) {
      assertThatThrownBy(() -> Checkout.write(archive, 1, target))
          .isInstanceOf(ArchiveException.class)
          .hasMessageContaining("leads elsewhere");
    }

    assertThat(directory.resolve("deep")).doesNotExist();
  }

  @Test
  void a_link_comes_as_a_file() throws Exception {
    archive("inner", "link", FileMode.SYMLINK);
    Path target = directory.resolve("target");

    try (GitArchive archive =
        new GitArchive(directory.resolve("generations.git"), Clock.systemUTC())) {
      assertThat(Checkout.write(archive, 1, target))
          .extracting(ArchivedFile::path)
          .containsExactly("inner/link");
    }

    Path link = target.resolve("inner/link");
    assertThat(link).isRegularFile().isNotEmptyFile().hasContent("/etc/passwd");
    assertThat(Files.isSymbolicLink(link)).isFalse();
  }
}
