package dev.cambrian.core.artifact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ArtifactWriterTest {
  @TempDir Path home;

  private static final SortedMap<String, byte[]> FILES =
      Samples.files("app.py", "x = 1\n", "pkg/run.sh", "echo\n");

  private static List<String> names(Path directory) throws IOException {
    try (Stream<Path> children = Files.list(directory)) {
      return children.map(child -> child.getFileName().toString()).sorted().toList();
    }
  }

  private static Map<String, String> contents(Path root) throws IOException {
    Map<String, String> contents = new TreeMap<>();
    try (Stream<Path> files = Files.walk(root)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        contents.put(root.relativize(file).toString(), Files.readString(file));
      }
    }
    return contents;
  }

  @Test
  void a_sealed_artifact_has_its_files_the_spec_and_the_manifest() throws IOException {
    SealedArtifact sealed =
        ArtifactWriter.seal(home.resolve("artifacts/gen-3"), FILES, Samples.sealing());

    assertThat(contents(home.resolve("artifacts/gen-3")).keySet())
        .containsExactly("app.py", "manifest.json", "pkg/run.sh", "spec/ECHO.md");
    assertThat(Files.readString(sealed.directory().resolve("spec/ECHO.md")))
        .isEqualTo(Samples.spec().text());
    assertThat(Files.readAllBytes(sealed.directory().resolve("manifest.json")))
        .isEqualTo(sealed.manifestBytes());
    assertThat(ManifestCodec.read(sealed.manifestBytes())).isEqualTo(sealed.manifest());
    assertThat(sealed.manifest().files())
        .containsExactly("app.py", "manifest.json", "pkg/run.sh", "spec/ECHO.md");
    assertThat(sealed.manifest().generation()).isEqualTo(3);
    assertThat(sealed.manifest().parentGeneration()).isEqualTo(2);
    assertThat(sealed.manifest().createdAt()).hasToString("2026-01-02T03:04:05.006Z");
    assertThat(sealed.manifest().contracts()).contains(Samples.spec().contractsJson());
    assertThat(sealed.files())
        .extracting(ArtifactFile::path)
        .containsExactly("app.py", "pkg/run.sh", "spec/ECHO.md");
    assertThat(sealed.files().getFirst())
        .isEqualTo(new ArtifactFile("app.py", 6, ArtifactHash.ofContent(Samples.bytes("x = 1\n"))));
  }

  @Test
  void the_same_inputs_give_the_same_bytes() throws IOException {
    ArtifactWriter.seal(home.resolve("one"), FILES, Samples.sealing());
    ArtifactWriter.seal(home.resolve("two"), FILES, Samples.sealing());

    assertThat(contents(home.resolve("two"))).isEqualTo(contents(home.resolve("one")));
  }

  @Test
  void modes_do_not_depend_on_the_umask_and_nothing_is_executable() throws IOException {
    SealedArtifact sealed = ArtifactWriter.seal(home.resolve("a"), FILES, Samples.sealing());

    try (Stream<Path> all = Files.walk(sealed.directory())) {
      assertThat(all.toList())
          .allSatisfy(
              path ->
                  assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
                      .isEqualTo(Files.isDirectory(path) ? "rwxr-xr-x" : "rw-r--r--"));
    }
  }

  @Test
  void what_is_there_is_never_overwritten() throws IOException {
    Path empty = Files.createDirectory(home.resolve("empty"));
    Path link = Files.createSymbolicLink(home.resolve("link"), home.resolve("nowhere"));

    for (Path target : List.of(empty, link)) {
      assertThatThrownBy(() -> ArtifactWriter.seal(target, FILES, Samples.sealing()))
          .isInstanceOf(ArtifactException.class)
          .hasMessageContaining("never overwritten");
    }
    assertThat(names(home)).containsExactly("empty", "link");
    assertThat(names(empty)).isEmpty();
  }

  @Test
  void bad_paths_are_refused_before_anything_is_written() throws IOException {
    for (String path : List.of("../x", "manifest.json", "spec/ECHO.md", "/abs", "A.PY/x")) {
      SortedMap<String, byte[]> files = Samples.files("a.py", "", path, "");

      assertThatThrownBy(() -> ArtifactWriter.seal(home.resolve("a"), files, Samples.sealing()))
          .isInstanceOf(AnswerRejectedException.class);
    }
    assertThat(names(home)).isEmpty();
  }

  @Test
  void an_unwritable_place_leaves_nothing_and_says_so() throws IOException {
    Path file = Files.writeString(home.resolve("file"), "");

    assertThatThrownBy(() -> ArtifactWriter.seal(file.resolve("gen-1"), FILES, Samples.sealing()))
        .isInstanceOf(ArtifactException.class)
        .hasMessageContaining("could not be written");
    assertThat(names(home)).containsExactly("file");
  }

  /** A full file system of 64 KiB, where the user may mount one. */
  @Test
  void a_full_disk_leaves_nothing_and_says_so() throws Exception {
    Path disk = Files.createDirectory(home.resolve("disk"));
    Assumptions.assumeTrue(run("mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", disk.toString()));
    try {
      SortedMap<String, byte[]> files = Samples.files("a/b", "x".repeat(200_000));

      assertThatThrownBy(() -> ArtifactWriter.seal(disk.resolve("a"), files, Samples.sealing()))
          .isInstanceOf(ArtifactException.class)
          .hasMessageContaining("check free space");
      assertThat(names(disk)).isEmpty();
    } finally {
      run("umount", disk.toString());
    }
  }

  @Test
  void an_interrupt_leaves_nothing() throws IOException {
    Thread.currentThread().interrupt();
    try {
      assertThatThrownBy(() -> ArtifactWriter.seal(home.resolve("a"), FILES, Samples.sealing()))
          .isInstanceOf(ArtifactException.class);
    } finally {
      assertThat(Thread.interrupted()).isTrue();
    }
    assertThat(names(home)).isEmpty();
  }

  private static boolean run(String... command) throws Exception {
    try {
      return new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start()
              .waitFor()
          == 0;
    } catch (IOException e) {
      return false;
    }
  }
}
