package dev.cambrian.core.artifact;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cambrian.core.spec.Spec;
import dev.cambrian.core.spec.Specs;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ArtifactReaderTest {
  @TempDir Path home;
  private Path artifact;
  private SealedArtifact sealed;

  @BeforeEach
  void seal() {
    artifact = home.resolve("gen-3");
    sealed =
        ArtifactWriter.seal(
            artifact, Samples.files("app.py", "x = 1\n", "pkg/b.py", "y\n"), Samples.sealing());
  }

  private List<String> rules() {
    return rules(ArtifactReader.read(artifact, Samples.spec()));
  }

  private static List<String> rules(ArtifactReader.Result result) {
    return switch (result) {
      case ArtifactReader.Sound _ -> List.of();
      case ArtifactReader.Broken broken -> {
        assertThat(broken.problems())
            .allSatisfy(
                problem ->
                    assertThat(problem.message().chars())
                        .allMatch(c -> (c >= ' ' && c <= '~') || c == '…'));
        yield broken.problems().stream().map(ArtifactProblem::rule).toList();
      }
    };
  }

  private void rewriteManifest(UnaryOperator<String> change) throws IOException {
    Path manifest = artifact.resolve("manifest.json");
    String before = Files.readString(manifest);
    String after = change.apply(before);
    assertThat(after).isNotEqualTo(before);
    Files.writeString(manifest, after);
  }

  /** Lists the files anew and computes the hash anew, as a cheat would. */
  private void forge(String... files) throws IOException {
    var contents = Samples.files();
    for (String file : files) {
      if (Files.isRegularFile(artifact.resolve(file))) {
        contents.put(file, Files.readAllBytes(artifact.resolve(file)));
      }
    }
    Manifest m = sealed.manifest();
    Manifest forged =
        new Manifest(
            1,
            3,
            2,
            m.specHash(),
            ArtifactHash.of(contents),
            "m",
            0,
            0,
            List.of(files),
            m.createdAt(),
            m.entry(),
            m.contracts(),
            m.specLineage(),
            m.toolchain(),
            m.campaignId(),
            m.unknown());
    Files.write(artifact.resolve("manifest.json"), ManifestCodec.write(forged));
  }

  @Test
  void what_was_sealed_is_sound_and_the_same() {
    ArtifactReader.Result result = ArtifactReader.read(artifact, Samples.spec());

    assertThat(result)
        .isInstanceOfSatisfying(
            ArtifactReader.Sound.class,
            sound -> {
              assertThat(sound.artifact().manifest()).isEqualTo(sealed.manifest());
              assertThat(sound.artifact().files()).isEqualTo(sealed.files());
              assertThat(sound.contents().keySet())
                  .containsExactly("app.py", "manifest.json", "pkg/b.py", "spec/ECHO.md");
            });
  }

  @Test
  void a_forged_listing_with_a_right_hash_is_sound_only_while_it_is_true() throws IOException {
    forge("app.py", "pkg/b.py", "spec/ECHO.md", "manifest.json");
    assertThat(rules()).isEmpty();

    forge("app.py", "spec/ECHO.md", "manifest.json");
    assertThat(rules()).containsExactly("file-unlisted");
  }

  @Test
  void a_changed_file_breaks_the_hash() throws IOException {
    Files.writeString(artifact.resolve("app.py"), "x = 2\n");

    assertThat(rules()).containsExactly("artifact-hash");
  }

  @Test
  void a_missing_and_an_extra_file_are_named() throws IOException {
    Files.delete(artifact.resolve("app.py"));
    Files.writeString(artifact.resolve("evil.py"), "");

    assertThat(ArtifactReader.read(artifact, Samples.spec()))
        .isInstanceOfSatisfying(
            ArtifactReader.Broken.class,
            broken ->
                assertThat(broken.problems())
                    .extracting(problem -> problem.rule() + " " + problem.path().orElse(""))
                    .contains("file-missing app.py", "file-unlisted evil.py"));
  }

  @Test
  void a_spec_copy_that_differs_is_found_even_with_forged_hashes() throws IOException {
    Files.writeString(artifact.resolve("spec/ECHO.md"), "# Decoy\n");
    forge("app.py", "pkg/b.py", "spec/ECHO.md", "manifest.json");

    assertThat(rules()).containsExactly("spec-copy");
  }

  @Test
  void another_trusted_spec_is_found() {
    Spec other = Specs.parse("ECHO.md", Samples.bytes("---\ntoolchain: python\n---\n# Other\n"));
    Spec renamed = Specs.parse("OTHER.md", Samples.bytes(Samples.spec().text()));

    assertThat(rules(ArtifactReader.read(artifact, other)))
        .containsExactly("spec-copy", "spec-hash");
    assertThat(rules(ArtifactReader.read(artifact, renamed))).contains("spec-unlisted");
  }

  @Test
  void a_second_copy_of_the_spec_under_another_case_is_refused() throws IOException {
    Path decoy = artifact.resolve("spec/echo.md");
    Assumptions.assumeFalse(Files.exists(decoy), "the file system folds case");
    Files.writeString(decoy, "# Decoy\n");
    forge("app.py", "pkg/b.py", "spec/ECHO.md", "spec/echo.md", "manifest.json");

    assertThat(rules()).containsExactly("path-reserved");
  }

  @Test
  void a_manifest_that_is_missing_broken_or_newer_ends_the_check() throws IOException {
    rewriteManifest(json -> json.replace("\"cambrian-version\": 1", "\"cambrian-version\": 2"));
    assertThat(rules()).containsExactly("manifest-malformed");

    Files.writeString(artifact.resolve("manifest.json"), "{\u001b");
    assertThat(rules()).containsExactly("manifest-malformed");

    Files.delete(artifact.resolve("manifest.json"));
    assertThat(rules()).containsExactly("manifest-missing");
  }

  @Test
  void illegal_paths_in_the_manifest_are_refused_without_being_opened() throws IOException {
    Path outside = Files.writeString(home.resolve("outside"), "secret");
    forge(
        "app.py",
        "pkg/b.py",
        "spec/ECHO.md",
        "manifest.json",
        "../outside",
        outside.toString(),
        ".git/config",
        "a\\b");

    assertThat(rules())
        .contains("path-segment", "path-not-relative", "path-reserved", "path-character");
  }

  @Test
  void the_toolchain_of_the_trusted_spec_rules_not_the_manifests() throws IOException {
    Spec java = Specs.parse("ECHO.md", Samples.bytes("---\ntoolchain: java\n---\n# T\n"));
    Path other = home.resolve("java");
    ArtifactWriter.seal(
        other,
        Samples.files("pom.xml", ""),
        Sealing.of(java, 1, 0, "m", Samples.sealing().usage(), Samples.sealing().createdAt()));
    artifact = other;
    Files.createDirectory(other.resolve(".mvn"));
    Files.writeString(other.resolve(".mvn/jvm.config"), "-Xmx1g");
    sealed =
        new SealedArtifact(
            other,
            ManifestCodec.read(Files.readAllBytes(other.resolve("manifest.json"))),
            new byte[0],
            List.of());
    forge("pom.xml", ".mvn/jvm.config", "spec/ECHO.md", "manifest.json");

    assertThat(rules(ArtifactReader.read(other, java))).containsExactly("path-build-tool");
  }

  @Test
  void links_are_never_followed() throws IOException {
    Path secret = Files.writeString(home.resolve("secret"), "x = 1\n");
    Files.delete(artifact.resolve("app.py"));
    Files.createSymbolicLink(artifact.resolve("app.py"), secret);
    assertThat(rules()).containsExactly("no-regular-file");

    Files.delete(artifact.resolve("app.py"));
    Files.createLink(artifact.resolve("app.py"), secret);
    assertThat(rules()).containsExactly("hard-link");

    Files.delete(artifact.resolve("app.py"));
    Files.createSymbolicLink(artifact.resolve("app.py"), home);
    assertThat(rules()).containsExactly("no-regular-file");

    Path link = Files.createSymbolicLink(home.resolve("link"), artifact);
    assertThat(rules(ArtifactReader.read(link, Samples.spec()))).containsExactly("no-directory");
  }

  @Test
  void a_pipe_does_not_block() throws Exception {
    Path fifo = artifact.resolve("fifo");
    Assumptions.assumeTrue(new ProcessBuilder("mkfifo", fifo.toString()).start().waitFor() == 0);

    assertThat(rules()).containsExactly("no-regular-file");
  }

  @Test
  void no_directory_is_no_artifact() throws IOException {
    assertThat(rules(ArtifactReader.read(home.resolve("no"), Samples.spec())))
        .containsExactly("no-directory");
    assertThat(
            rules(ArtifactReader.read(Files.writeString(home.resolve("file"), ""), Samples.spec())))
        .containsExactly("no-directory");
  }

  @Test
  void deep_directories_end_the_walk_at_the_limit() throws IOException {
    Path deep = artifact;
    for (int i = 0; i < 400; i++) {
      deep = deep.resolve("d");
    }
    Files.createDirectories(deep);

    assertThat(rules()).containsExactly("path-too-deep");
  }

  @Test
  void a_sparse_terabyte_is_not_read() throws IOException {
    try (RandomAccessFile file = new RandomAccessFile(artifact.resolve("huge").toFile(), "rw")) {
      file.setLength(1L << 40);
    } catch (IOException e) {
      Assumptions.abort("the file system has no such sparse file");
    }

    assertThat(rules()).containsExactly("too-large");
  }

  @Test
  void more_than_sixteen_MiB_of_files_are_refused() throws IOException {
    Files.write(artifact.resolve("app.py"), new byte[ArtifactPath.MAX_TOTAL_BYTES]);
    forge("app.py", "pkg/b.py", "spec/ECHO.md", "manifest.json");

    assertThat(rules()).containsExactly("too-large");
  }

  @Test
  void a_listing_of_half_a_million_files_is_refused_as_a_whole() throws IOException {
    StringBuilder listing = new StringBuilder("\"files\": [\"0\"");
    for (int i = 1; i < 500_000; i++) {
      listing.append(",\"").append(Integer.toHexString(i)).append('"');
    }
    rewriteManifest(text -> text.replace("\"files\": [", listing + ","));

    assertThat(rules()).containsExactly("too-many-files");
  }

  @Test
  void an_unlisted_crowd_is_reported_in_bounds() throws IOException {
    for (int i = 0; i < 3_000; i++) {
      Files.createFile(artifact.resolve("f" + i));
    }

    assertThat(rules()).hasSizeBetween(1, 50).contains("file-unlisted");
  }
}
