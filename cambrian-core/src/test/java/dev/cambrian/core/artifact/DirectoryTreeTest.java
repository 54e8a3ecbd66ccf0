package dev.cambrian.core.artifact;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DirectoryTreeTest {
  @TempDir private Path directory;

  @Test
  void a_tree_is_deleted_but_not_what_its_links_point_at() throws Exception {
    Path outside = Files.writeString(directory.resolve("outside"), "kept");
    Path tree = Files.createDirectories(directory.resolve("tree/a/b"));
    Files.writeString(tree.resolve("file"), "gone");
    Files.createSymbolicLink(tree.resolve("link"), outside);
    Files.createSymbolicLink(directory.resolve("tree/up"), directory);

    DirectoryTree.delete(directory.resolve("tree"));

    assertThat(directory.resolve("tree")).doesNotExist();
    assertThat(outside).hasContent("kept");
  }

  @Test
  void what_is_not_there_is_deleted_already() throws Exception {
    DirectoryTree.delete(directory.resolve("nothing"));

    assertThat(directory).isEmptyDirectory();
  }
}
