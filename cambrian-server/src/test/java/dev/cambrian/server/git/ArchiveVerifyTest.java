package dev.cambrian.server.git;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cambrian.core.artifact.ArtifactFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Clock;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ArchiveVerifyTest {

  private static final String ARTIFACT_HASH = sha256("a.b\0one\na/b\0two\n");
  private static final ArtifactFile FIRST = new ArtifactFile("a.b", 4, sha256("one\n"));
  private static final ArtifactFile SECOND = new ArtifactFile("a/b", 4, sha256("two\n"));

  @TempDir Path home;
  private GitArchive archive;

  @BeforeEach
  void one_generation_is_committed() throws IOException {
    archive = new GitArchive(home.resolve("generations.git"), Clock.systemUTC());
    archive.commit(1, 0, Artifacts.write(home.resolve("one"), "a/b", "two\n", "a.b", "one\n"));
    archive.promote(1);
  }

  @AfterEach
  void close() {
    archive.close();
  }

  @Test
  void what_was_archived_agrees_with_its_list() {
    ArchiveCheck check = archive.verify(1, ARTIFACT_HASH, List.of(SECOND, FIRST));

    assertThat(check).isEqualTo(new ArchiveCheck("gen-1", 2, List.of()));
    assertThat(check.agrees()).isTrue();
  }

  @Test
  void a_branch_is_not_taken_for_the_tag_of_its_name() throws IOException {
    archive.commit(2, 1, Artifacts.write(home.resolve("two"), "a/b", "two\n", "a.b", "one\n"));

    assertThat(archive.verify(2, ARTIFACT_HASH, List.of(SECOND, FIRST)))
        .isEqualTo(new ArchiveCheck("heads/gen-2", 2, List.of()));
  }

  @Test
  void another_content_is_named_with_its_path() {
    ArtifactFile other = new ArtifactFile("a/b", 5, sha256("other"));

    assertThat(archive.verify(1, ARTIFACT_HASH, List.of(FIRST, other)).defects())
        .singleElement()
        .asString()
        .startsWith("gen-1: a/b has 4 bytes and sha256:");
  }

  @Test
  void a_missing_and_an_unlisted_file_are_defects() {
    ArtifactFile missing = new ArtifactFile("c", 1, sha256("c"));

    assertThat(archive.verify(1, ARTIFACT_HASH, List.of(FIRST, missing)).defects())
        .anyMatch(line -> line.equals("gen-1: c is missing"))
        .anyMatch(line -> line.equals("gen-1: a/b is not in the history"))
        .anyMatch(line -> line.startsWith("gen-1: artifact hash is sha256:"));
  }

  @Test
  void another_artifact_hash_is_a_defect() {
    assertThat(archive.verify(1, sha256("x"), List.of(FIRST, SECOND)).defects())
        .containsExactly(
            "gen-1: artifact hash is %s, not %s".formatted(ARTIFACT_HASH, sha256("x")));
  }

  @Test
  void an_absent_generation_is_a_defect() {
    assertThat(archive.verify(2, ARTIFACT_HASH, List.of()).defects())
        .containsExactly("generation 2 is not in git");
  }

  private static String sha256(String text) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return "sha256:" + HexFormat.of().formatHex(digest);
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }
}
